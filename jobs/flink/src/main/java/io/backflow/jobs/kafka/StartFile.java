package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.model.io.ModelFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** The model file that a job begins with, on this machine or on a file system that Flink knows. */
final class StartFile {

    private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");

    private final String key;
    private final String path;

    /**
     * A file.
     *
     * @param key that names it, for messages
     * @param path of the file, or its URI
     */
    StartFile(String key, String path) {
        this.key = key;
        this.path = path;
    }

    /** The model; throws {@link ConfigException} where the file is no model of this configuration. */
    ModelFile read(ForecastSpec spec) {
        try {
            return URI.matcher(path).matches() ? copied(spec) : ModelFile.read(Path.of(path), spec);
        } catch (ModelFileException e) {
            throw refusal(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw refusal(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Formats are read by place, which not every file system offers. */
    private ModelFile copied(ForecastSpec spec) throws IOException {
        var remote = new org.apache.flink.core.fs.Path(path);
        Path copy = Files.createTempFile("backflow-model", "");
        try {
            try (InputStream in = remote.getFileSystem().open(remote)) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            return ModelFile.read(copy, spec);
        } catch (ModelFileException e) {
            throw refusal(String.valueOf(e.getMessage()).replace(copy.toString(), path), e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private ConfigException refusal(String why, Exception cause) {
        return new ConfigException(key + " is " + path + ", which cannot be used: " + why, cause);
    }
}
