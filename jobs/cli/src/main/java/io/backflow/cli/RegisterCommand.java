package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.MlflowConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.kafka.PublishedVersions;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.local.mlflow.MlflowClient;
import io.backflow.local.mlflow.MlflowRun;
import io.backflow.model.io.ModelFileException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow register}. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Registers a model in MLflow, at publish.mlflow of the configuration: the newest version that the"
                + " run has published, or that of a model file. MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
                + " MLFLOW_TRACKING_PASSWORD, say who registers.")
final class RegisterCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "A model file to take the model from, in place of the topic.")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        JobConfig config = options.read();
        MlflowConfig place = config.publish().mlflow();
        if (place == null) {
            throw new CommandException("publish.mlflow is absent in " + options.file()
                    + "; write publish: {mlflow: {uri: \"http://localhost:5000\", model: NAME}}");
        }
        long now = System.currentTimeMillis();
        if (file == null) {
            PublishedModel published = PublishedVersions.newest(config, Topics.PATIENCE);
            register(
                    config,
                    place,
                    of(config, published),
                    metrics(published.version().totals(), now));
        } else {
            register(config, place, read(config, file), List.of());
        }
        return 0;
    }

    private void register(JobConfig config, MlflowConfig place, ModelFile model, List<MlflowRun.Metric> metrics) {
        MlflowClient client = new MlflowClient(URI.create(place.uri()), System.getenv(), TIMEOUT);
        MlflowRun run = MlflowRun.begin(client, place, config, System.currentTimeMillis());
        run.parameters(config);
        if (!metrics.isEmpty()) {
            run.log(metrics);
        }
        String done = run.add(model, place.model());
        run.end(System.currentTimeMillis());
        spec.commandLine().getOut().println(done);
    }

    private static ModelFile read(JobConfig config, Path from) {
        try {
            return ModelFile.read(from, ForecastSpec.of(config));
        } catch (ModelFileException e) {
            throw new CommandException("--from is " + from + ", which cannot be used: " + e.getMessage());
        }
    }

    private static ModelFile of(JobConfig config, PublishedModel published) {
        ForecastSpec spec = ForecastSpec.of(config);
        published.spec().ifPresent(trained -> spec.checkFits(trained, "the published model"));
        return new ModelFile(spec, published.origin(), published.version().values());
    }

    private static List<MlflowRun.Metric> metrics(TrainingTotals totals, long now) {
        return totals.weightSum() > 0
                ? List.of(
                        new MlflowRun.Metric("loss", totals.lossSum() / totals.weightSum(), totals.steps(), now),
                        new MlflowRun.Metric(
                                "baseline_loss", totals.baselineLossSum() / totals.weightSum(), totals.steps(), now))
                : List.of();
    }
}
