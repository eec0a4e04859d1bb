package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
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
        if (Files.isDirectory(file)) {
            throw new CommandException("--config is " + file + ", which is a folder; name the YAML file in it");
        }
        if (!Files.exists(file)) {
            throw new CommandException("--config is " + file + ", and there is no such file; check the path");
        }
        JobConfig config = JobConfig.read(file);
        return bootstrap == null ? config : config.withKafka(at(config.kafka(), bootstrap));
    }

    /** {@code kafka} at other brokers. */
    static KafkaConfig at(KafkaConfig kafka, String bootstrap) {
        return new KafkaConfig(
                bootstrap,
                kafka.bounded(),
                kafka.idleTimeout(),
                kafka.groupId(),
                kafka.start(),
                kafka.properties(),
                kafka.topics());
    }
}
