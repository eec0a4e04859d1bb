package io.backflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for this run alone, gone with it. */
public record TemporaryDirectory(Path path) implements AutoCloseable {

    /** A fresh one where the system keeps such things. */
    public static TemporaryDirectory create() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("backflow-"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory could be made", e);
        }
    }

    @Override
    public void close() {
        Directories.remove(path);
    }
}
