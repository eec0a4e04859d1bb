package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.server.Beginning;
import io.backflow.jobs.server.Beginning.Parameters;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one rule that keeps an untrained model from being published over a trained one: a server without state begins
 * with fresh parameters only where its run has published no trained model, or where that was asked for.
 */
final class RunBeginning {

    private final JobConfig config;
    private final ParametersLog log;

    RunBeginning(JobConfig config, ParametersLog log) {
        this.config = config;
        this.log = log;
    }

    /**
     * @param published the run's newest version
     * @param notices takes a sentence where the job begins with a published model, or over one
     * @throws ConfigException where there is no model to begin with
     */
    Beginning of(StartChoice choice, Optional<PublishedRun> published, Consumer<String> notices) {
        long session = published.map(run -> run.id().session()).orElse(0L);
        return new Beginning(
                session,
                switch (choice) {
                    case FROM_MODEL -> model(published, notices);
                    case FRESH -> {
                        published
                                .filter(PublishedRun::trained)
                                .ifPresent(run ->
                                        notices.accept("starts with fresh parameters over " + run + " of " + run()));
                        yield new Parameters.Untrained();
                    }
                    case NONE ->
                        published
                                .filter(PublishedRun::trained)
                                .<Parameters>map(run -> new Parameters.Refused(refusal(run)))
                                .orElseGet(Parameters.Untrained::new);
                });
    }

    private String refusal(PublishedRun published) {
        return run() + " has published " + published + ", and this start has none of its state: it would publish an"
                + " untrained model over that; go on from a checkpoint or savepoint (flink run -s), start with"
                + " --from-model topic or --fresh, or set job.run to another name";
    }

    private Parameters model(Optional<PublishedRun> published, Consumer<String> notices) {
        if (published.isEmpty()) {
            throw new ConfigException(
                    "--from-model is topic, but " + run() + " has published nothing; correct job.run or"
                            + " kafka.topics.parameters, or leave --from-model out");
        }
        if (!published.get().is(config.model())) {
            throw new ConfigException("--from-model is topic, but " + run() + " has published a model of another form"
                    + " than the configuration's; set model to the published one, or start with --fresh");
        }
        ModelVersion model = log.newestWhole()
                .map(PublishedModel::version)
                .orElseThrow(() -> new ConfigException(
                        "--from-model is topic, but of " + run() + " no version is whole there; start with --fresh"));
        notices.accept("starts from version " + model.version() + " (session " + model.session() + ", trained on "
                + model.totals().steps() + " steps) of " + run() + "; the optimizer's slots are fresh");
        return new Parameters.Published(new ParametersLog.Source(config, model.id()));
    }

    private String run() {
        return "run " + config.job().run() + " in topic "
                + config.kafka().topics().parameters();
    }
}
