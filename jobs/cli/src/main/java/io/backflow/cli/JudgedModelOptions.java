package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.evaluate.PublishedForecasts;
import io.backflow.jobs.evaluate.ServedForecasts;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.kafka.ForecastLog;
import io.backflow.jobs.kafka.PublishedVersions;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is compared with the baselines. */
final class JudgedModelOptions {

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A model in a safetensors file (the newest model that the run has published).")
    private @Nullable Path file;

    @Option(
            names = "--forecasts",
            description = "The forecasts that the job has published, each made before its truth had come, in place of"
                    + " a model.")
    private boolean published;

    @Option(names = "--baselines", description = "Compare the simple forecasts with each other alone.")
    private boolean baselines;

    JudgedModel open(JobConfig config) {
        if ((file == null ? 0 : 1) + (published ? 1 : 0) + (baselines ? 1 : 0) > 1) {
            throw new CommandException("--model, --forecasts and --baselines exclude one another; give one of them");
        }
        if (baselines) {
            return JudgedModel.NONE;
        }
        return published ? forecasts(config) : file == null ? newest(config) : file(config, file);
    }

    private static JudgedModel file(JobConfig config, Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CommandException("--model is " + path + ", and there is no such file; check the path");
        }
        ModelFile model = ModelFile.read(path, ForecastSpec.of(config));
        return served(ServedModel.of(model), "version " + model.version());
    }

    private static JudgedModel newest(JobConfig config) {
        PublishedModel model = PublishedVersions.newest(config, Topics.PATIENCE);
        ForecastSpec spec = ForecastSpec.of(config);
        model.spec().ifPresent(trained -> spec.checkFits(trained, "the published model"));
        ServedModel served = new ServedModel(spec, ServedModel.BATCH);
        served.adopt(model.version().values(), model.version().version());
        return served(served, "version " + model.version().version());
    }

    private static JudgedModel served(ServedModel model, String name) {
        return new JudgedModel(name, new ServedForecasts(model), model);
    }

    private static JudgedModel forecasts(JobConfig config) {
        String topic = config.kafka().topics().predictions();
        PublishedForecasts forecasts =
                new PublishedForecasts(config.model().head().targetWidth());
        ForecastLog.read(config.kafka(), Topics.PATIENCE, forecasts::add);
        if (forecasts.size() == 0) {
            throw new CommandException("topic " + topic + " has no forecasts; they are there where forecast: arrival is"
                    + " set and a job has run, and --model or a published model is compared without them");
        }
        return new JudgedModel("published", forecasts, null);
    }
}
