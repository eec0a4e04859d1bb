package io.backflow.jobs.kafka;

import io.backflow.jobs.config.BeginConfig;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.server.Beginning;
import io.backflow.jobs.server.Beginning.Parameters;
import io.backflow.jobs.server.FileModel;
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
     * What the server of a job without state begins with.
     *
     * @param published the run's newest version
     * @param notices takes a sentence where the job begins with a model, or over one
     * @throws ConfigException where there is no model to begin with
     */
    Beginning of(StartChoice choice, Optional<PublishedRun> published, Consumer<String> notices) {
        long session = published.map(run -> run.id().session()).orElse(0L);
        return new Beginning(session, parameters(choice, published, notices));
    }

    /** What the server of a job with a state would begin with: what it needs is in the state, so no file is read. */
    Beginning ofRestored(Optional<PublishedRun> published) {
        long session = published.map(run -> run.id().session()).orElse(0L);
        return new Beginning(session, untrained(published));
    }

    private Parameters parameters(StartChoice choice, Optional<PublishedRun> published, Consumer<String> notices) {
        if (choice instanceof StartChoice.FromTopic) {
            return topic("--from-model", published, notices);
        }
        if (choice instanceof StartChoice.FromFile file) {
            return file("--from-model", file.path(), published, notices);
        }
        Optional<PublishedRun> trained = published.filter(PublishedRun::trained);
        if (choice instanceof StartChoice.Fresh) {
            trained.ifPresent(run -> notices.accept("starts with fresh parameters over " + run + " of " + run()));
            return new Parameters.Untrained();
        }
        BeginConfig.From from = config.start().from();
        if (from instanceof BeginConfig.Topic && trained.isPresent()) {
            return topic("start.from", published, notices);
        }
        if (from instanceof BeginConfig.ModelFile file && trained.isEmpty()) {
            return file("start.from.path", file.path(), published, notices);
        }
        return untrained(published);
    }

    private Parameters untrained(Optional<PublishedRun> published) {
        return published
                .filter(PublishedRun::trained)
                .<Parameters>map(run -> new Parameters.Refused(refusal(run)))
                .orElseGet(Parameters.Untrained::new);
    }

    private String refusal(PublishedRun published) {
        boolean file = config.start().from() instanceof BeginConfig.ModelFile;
        return run() + " has published " + published + ", and this start has none of its state: it would publish "
                + (file ? "the model of start.from.path" : "an untrained model")
                + " over that; go on from a checkpoint or savepoint (flink run -s), start with --from-model topic or "
                + (file ? "--from-model FILE" : "--fresh") + ", or set job.run to another name";
    }

    private Parameters topic(String key, Optional<PublishedRun> published, Consumer<String> notices) {
        if (published.isEmpty()) {
            throw new ConfigException(key + " is topic, but " + run() + " has published nothing; correct job.run or"
                    + " kafka.topics.parameters, or leave " + key + " out");
        }
        if (!published.get().is(config.model())) {
            throw new ConfigException(key + " is topic, but " + run() + " has published a model of another form"
                    + " than the configuration's; set model to the published one, or start with --fresh");
        }
        PublishedModel found = log.newestWhole()
                .orElseThrow(() -> new ConfigException(
                        key + " is topic, but of " + run() + " no version is whole there; start with --fresh"));
        found.spec().ifPresent(trained -> ForecastSpec.of(config).checkFits(trained, "the published model"));
        ModelVersion model = found.version();
        notices.accept("starts from version " + model.version() + " (session " + model.session() + ", trained on "
                + model.totals().steps() + " steps) of " + run() + "; the optimizer's slots are fresh");
        return new Parameters.Published(new ParametersLog.Source(config, model.id()));
    }

    private Parameters file(String key, String path, Optional<PublishedRun> published, Consumer<String> notices) {
        ModelFile model = new StartFile(key, path).read(ForecastSpec.of(config));
        String over = published
                .filter(PublishedRun::trained)
                .map(run -> " over " + run + " of " + run())
                .orElse("");
        String origin = model.origin() == null ? "" : " (" + model.origin() + ")";
        notices.accept("starts from " + path + origin + over + "; the optimizer's slots are fresh");
        if (model.origin() == null) {
            notices.accept(path + " does not say how its features were scaled and in which order its columns are; the"
                    + " job uses them as normalization, target and stream.fields say");
        }
        return new Parameters.Published(FileModel.of(model));
    }

    private String run() {
        return "run " + config.job().run() + " in topic "
                + config.kafka().topics().parameters();
    }
}
