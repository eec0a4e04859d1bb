package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.infer.TopicPlace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where a stream is to go, and what its records are. */
final class ReplayTarget {

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Topic to write to (kafka.topics.timesteps of the configuration).")
    private @Nullable String topic;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (kafka.bootstrap_servers of the configuration).")
    private @Nullable String bootstrap;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A job's configuration: its stream.format says what a record is, json or csv, and its"
                    + " stream.fields which column is what. Without it, records are JSON.")
    private @Nullable Path file;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the Kafka clients, where there is no configuration; may be given several" + " times.")
    private Map<String, String> properties = new LinkedHashMap<>();

    /** Where the records go. */
    TopicPlace place() {
        if (file != null) {
            JobConfig config = ConfigOptions.read(file);
            return new TopicPlace(
                    bootstrap == null ? config.kafka().bootstrapServers() : bootstrap,
                    topic == null ? config.kafka().topics().timesteps() : topic,
                    config.kafka().properties());
        }
        if (topic == null || bootstrap == null) {
            throw new CommandException((topic == null ? "--topic" : "--bootstrap")
                    + " is missing; give --topic and --bootstrap, or a configuration with --config");
        }
        return new TopicPlace(bootstrap, topic, properties);
    }

    /** The job's configuration with the brokers of {@code place}; that which {@code draft} makes, if none is given. */
    JobConfig config(TopicPlace place, Callable<JobConfig> draft) throws Exception {
        if (file == null) {
            return draft.call();
        }
        JobConfig config = ConfigOptions.read(file);
        return config.withKafka(ConfigOptions.at(config.kafka(), place.bootstrapServers()));
    }

    /** Whether a configuration says which column is what. */
    boolean isConfigured() {
        return file != null;
    }

    String topic(JobConfig config) {
        return topic == null ? config.kafka().topics().timesteps() : topic;
    }
}
