package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Completed checkpoints that jobs left in a folder, from any cluster and however the jobs ended. */
final class RetainedCheckpoints {

    /** The file without which a checkpoint is none. */
    static final String METADATA = "_metadata";

    private static final String PREFIX = "chk-";

    private RetainedCheckpoints() {}

    /** Those of {@code job}, the newest first. A checkpoint is complete when it has its metadata. */
    static List<Path> newestFirst(Path folder, String job) {
        try (Stream<Path> checkpoints = Files.list(folder.resolve(job))) {
            return checkpoints
                    .filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> Files.exists(path.resolve(METADATA)))
                    .sorted(Comparator.comparingLong(RetainedCheckpoints::number)
                            .reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoints in " + folder + " could not be listed", e);
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
