package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Damages a retained checkpoint as a disk does that has lost its last writes. */
public final class CheckpointDamage {

    private CheckpointDamage() {}

    /**
     * Cuts a file of {@code checkpoint} to half its length: {@code _metadata}, or one with state where there is one.
     *
     * @param choice decides which file; not negative
     * @return the file's name
     */
    public static String cut(Path checkpoint, int choice) {
        try {
            List<Path> states = states(checkpoint);
            Path file = states.isEmpty() || choice % 2 == 0
                    ? checkpoint.resolve(RetainedCheckpoints.METADATA)
                    : states.get(choice / 2 % states.size());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
                channel.force(true);
            }
            return file.getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint " + checkpoint + " could not be damaged", e);
        }
    }

    private static List<Path> states(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(RetainedCheckpoints.METADATA))
                    .sorted()
                    .toList();
        }
    }
}
