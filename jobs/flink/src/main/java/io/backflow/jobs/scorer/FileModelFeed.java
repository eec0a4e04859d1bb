package io.backflow.jobs.scorer;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.model.io.ModelFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * One version, which was read from a file where the job was submitted.
 *
 * @param id its number, with a hash of the parameters as nonce: another file is another version
 * @param values the flat parameter vector
 */
public record FileModelFeed(VersionId id, float[] values) implements ModelFeed {

    private static final long serialVersionUID = 1L;

    /** Reads the file {@code path}; throws {@link ConfigException} where it is no model of this configuration. */
    public static FileModelFeed read(JobConfig config, String path) {
        try {
            ModelFile file =
                    ModelFile.read(Path.of(path), ForecastSpec.of(config).withoutColumns());
            float[] values = file.parameters();
            return new FileModelFeed(new VersionId(0, Arrays.hashCode(values), file.version()), values);
        } catch (ModelFileException e) {
            throw new ConfigException("score.from.path is " + path + ", which cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public AutoCloseable open(Map<Integer, Long> read, Receiver receiver) {
        try {
            receiver.version(id, values);
            receiver.caughtUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () -> {};
    }
}
