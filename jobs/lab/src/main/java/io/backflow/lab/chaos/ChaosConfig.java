package io.backflow.lab.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The configuration of a job under test: one of this package's files, completed by what a run decides. */
final class ChaosConfig {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final String template;
    private final String bootstrapServers;
    private final long seed;

    /** @param template such as {@code chaos.yaml} */
    ChaosConfig(String template, String bootstrapServers, long seed) {
        this.template = template;
        this.bootstrapServers = bootstrapServers;
        this.seed = seed;
    }

    JobConfig config(int parallelism) {
        return JobConfig.parse(text(parallelism));
    }

    /** Writes it into {@code folder}, as {@code --config} takes it. */
    Path write(Path folder, int parallelism) {
        try {
            return Files.writeString(folder.resolve("job-" + parallelism + ".yaml"), text(parallelism));
        } catch (IOException e) {
            throw new UncheckedIOException("the job's configuration could not be written to " + folder, e);
        }
    }

    private String text(int parallelism) {
        try (InputStream in = Objects.requireNonNull(ChaosConfig.class.getResourceAsStream(template))) {
            ObjectNode config = (ObjectNode) YAML.readTree(in);
            config.withObject("/job").put("seed", seed).put("parallelism", parallelism);
            config.withObject("/kafka").put("bootstrap_servers", bootstrapServers);
            return YAML.writeValueAsString(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
