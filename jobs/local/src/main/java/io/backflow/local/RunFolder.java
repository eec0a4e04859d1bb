package io.backflow.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.source.BoundedRead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run on this machine, for one process at a time: its checkpoints and savepoints, from the newest
 * complete one of which the run goes on. State and offsets live and die together, for they lie in the same files.
 */
public final class RunFolder implements AutoCloseable {

    private static final String METADATA = "_metadata";
    private static final String READ = "read.json";
    private static final String ENDED = "ended";

    /** The newest state, and one to go back to by hand. */
    private static final int KEPT = 2;

    private final Path path;
    private final FileChannel channel;

    /**
     * A state that is complete.
     *
     * @param path a checkpoint's or savepoint's folder, as Flink takes it
     * @param written when it was completed
     * @param read how far the run had read where its input had ended; null: it had not
     */
    public record KeptState(
            Path path, FileTime written, @Nullable BoundedRead read) {}

    private RunFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder where it is not there.
     *
     * @throws ConfigException where another process has it
     */
    public static RunFolder open(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new ConfigException("--output is " + path
                        + ", where another process trains just now; stop that, or name another folder");
            }
            return new RunFolder(path, channel);
        } catch (IOException e) {
            throw new ConfigException("--output is " + path + ", which cannot be written (" + e + ")", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Where Flink writes checkpoints, a folder for each job. */
    public Path checkpoints() {
        return path.resolve("checkpoints").toAbsolutePath();
    }

    /** Where savepoints are written. */
    public Path savepoints() {
        return path.resolve("savepoints").toAbsolutePath();
    }

    /** The newest complete state. */
    public Optional<KeptState> newest() {
        return states().stream().findFirst().map(state -> new KeptState(state, written(state), read(state)));
    }

    /**
     * Notes that {@code state} was saved when the input of Flink job {@code job} had ended. What that job saves after
     * this is not gone on from: its readers have ended.
     */
    public void ended(Path state, BoundedRead read, String job) {
        try {
            new ObjectMapper().writeValue(state.resolve(READ).toFile(), read);
            Path checkpoints = Files.createDirectories(checkpoints().resolve(job));
            Files.writeString(checkpoints.resolve(ENDED), "");
        } catch (IOException e) {
            throw new UncheckedIOException("the end of the input could not be noted in " + state, e);
        }
    }

    /** Puts all states where no run looks for them, in place of those that were put there before. */
    public void setAside() {
        try {
            for (Path states : List.of(checkpoints(), savepoints())) {
                Path aside = path.resolve("set-aside").resolve(states.getFileName());
                if (Files.isDirectory(states)) {
                    Files.createDirectories(aside.getParent());
                    if (Files.isDirectory(aside)) {
                        Directories.remove(aside);
                    }
                    Files.move(states, aside);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the states in " + path + " could not be set aside", e);
        }
    }

    /** Removes what states follow that are complete. */
    public void prune() {
        List<Path> kept = states().stream().limit(KEPT).toList();
        Stream.concat(children(checkpoints()).stream(), children(savepoints()).stream())
                .filter(folder -> kept.stream().noneMatch(state -> state.startsWith(folder)))
                .forEach(Directories::remove);
    }

    /** Complete states, the newest first. */
    private List<Path> states() {
        return Stream.concat(
                        children(checkpoints()).stream()
                                .filter(job -> !Files.exists(job.resolve(ENDED)))
                                .flatMap(job -> children(job).stream()),
                        children(savepoints()).stream())
                .filter(state -> Files.isRegularFile(state.resolve(METADATA)))
                .sorted(Comparator.comparing(RunFolder::written).reversed())
                .toList();
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the states in " + folder + " could not be listed", e);
        }
    }

    private static FileTime written(Path state) {
        try {
            return Files.getLastModifiedTime(state.resolve(METADATA));
        } catch (IOException e) {
            throw new UncheckedIOException("the state " + state + " could not be looked at", e);
        }
    }

    private static @Nullable BoundedRead read(Path state) {
        Path file = state.resolve(READ);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return new ObjectMapper().readValue(file.toFile(), BoundedRead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
