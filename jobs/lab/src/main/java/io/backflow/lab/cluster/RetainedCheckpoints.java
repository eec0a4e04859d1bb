package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Completed checkpoints that jobs left in a folder, from any cluster and however the jobs ended. */
final class RetainedCheckpoints {

    private static final String PREFIX = "chk-";

    private RetainedCheckpoints() {}

    /**
     * The newest of {@code job}, as {@code flink run -s} takes it. A checkpoint is complete when it has its metadata.
     */
    static Optional<String> newest(Path folder, String job) {
        try (Stream<Path> checkpoints = Files.list(folder.resolve(job))) {
            return checkpoints
                    .filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(RetainedCheckpoints::number))
                    .map(path -> path.toUri().toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoints in " + folder + " could not be listed", e);
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
