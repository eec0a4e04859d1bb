package io.backflow.cli;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.kafka.PublishedModels;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which published model a command takes. */
final class PublishedOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The job's configuration, YAML: brokers, their security, topics and run.")
    private @Nullable Path file;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers; with --config, in place of kafka.bootstrap_servers.")
    private @Nullable String bootstrap;

    @Option(names = "--run", description = "The run that trains the model; with --config, in place of job.run.")
    private @Nullable String run;

    @Option(names = "--topic", description = "The topic of models, in place of kafka.topics.parameters (parameters).")
    private @Nullable String parameters;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Number of the version (the newest); a compacted topic keeps one.")
    private @Nullable Long version;

    /** Whether any of these options was given. */
    boolean given() {
        return file != null || givenBesideConfig();
    }

    /** Whether any of these options but {@code --config} was given. */
    boolean givenBesideConfig() {
        return bootstrap != null || run != null || parameters != null || version != null;
    }

    /** The model; throws where there is none. */
    ModelFile read() {
        JobConfig config = config();
        PublishedModels models = new PublishedModels(kafka(config), run(config), Topics.PATIENCE);
        PublishedModel model = version == null ? models.newest() : models.numbered(version);
        ForecastSpec spec = model.spec().orElseGet(() -> configured(config, model));
        return new ModelFile(spec, model.origin(), model.version().values());
    }

    /** A former build published the model alone. */
    private static ForecastSpec configured(@Nullable JobConfig config, PublishedModel model) {
        if (config == null) {
            throw new CommandException("version " + model.version().version()
                    + " was published by a build that did not say how features are scaled and what the outputs speak"
                    + " of; give the configuration that it was trained with as --config");
        }
        if (!JobConfig.parseModel(model.model()).equals(config.model())) {
            throw new CommandException("the published model is of another form than model in the configuration; give"
                    + " the configuration that it was trained with");
        }
        return ForecastSpec.of(config);
    }

    /** What {@code --config} names; null: it was not given. */
    @Nullable
    JobConfig config() {
        return file == null ? null : ConfigOptions.read(file);
    }

    private String run(@Nullable JobConfig config) {
        return run != null ? run : config == null ? "default" : config.job().run();
    }

    private KafkaConfig kafka(@Nullable JobConfig config) {
        if (config == null && bootstrap == null) {
            throw new CommandException("neither --config nor --bootstrap is set; give one of them");
        }
        KafkaConfig given = config == null ? ControlOptions.defaults() : config.kafka();
        TopicsConfig topics = given.topics();
        return ConfigOptions.at(given, bootstrap, parameters == null ? topics : topics.withParameters(parameters));
    }
}
