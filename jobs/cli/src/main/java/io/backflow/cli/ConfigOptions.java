package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.TopicsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a job to a command. */
final class ConfigOptions {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The job's configuration, YAML; docs/configuration.md lists its keys.")
    private Path file = Path.of("");

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers to use in place of kafka.bootstrap_servers.")
    private @Nullable String bootstrap;

    /** Its file. */
    Path file() {
        return file;
    }

    /** The configuration; throws where it cannot be run. */
    JobConfig read() {
        JobConfig config = read(file);
        return bootstrap == null ? config : config.withKafka(at(config.kafka(), bootstrap));
    }

    /** The configuration in {@code file}, which {@code --config} names; throws where it cannot be run. */
    static JobConfig read(Path file) {
        if (Files.isDirectory(file)) {
            throw new CommandException("--config is " + file + ", which is a folder; name the YAML file in it");
        }
        if (!Files.exists(file)) {
            throw new CommandException("--config is " + file + ", and there is no such file; check the path");
        }
        return JobConfig.read(file);
    }

    /** {@code kafka} at other brokers. */
    static KafkaConfig at(KafkaConfig kafka, String bootstrap) {
        return at(kafka, bootstrap, kafka.topics());
    }

    /** {@code kafka} with other topics, and where {@code bootstrap} is given at other brokers. */
    static KafkaConfig at(KafkaConfig kafka, @Nullable String bootstrap, TopicsConfig topics) {
        return new KafkaConfig(
                bootstrap == null ? kafka.bootstrapServers() : bootstrap,
                kafka.bounded(),
                kafka.idleTimeout(),
                kafka.groupId(),
                kafka.start(),
                kafka.properties(),
                topics);
    }
}
