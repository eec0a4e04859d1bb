package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file system of its own, in memory, which a file of ours fills: writes to it fail with {@code ENOSPC}. */
final class SmallDisk implements CheckpointDisk {

    private static final int MEBIBYTES = 256;

    private final Path folder;
    private final Path filler;

    private SmallDisk(Path folder) {
        this.folder = folder;
        filler = folder.resolve("filler");
    }

    /** Mounts one at {@code folder}, which is empty; empty where this user may not mount. */
    static Optional<CheckpointDisk> mount(Path folder) {
        String size = "size=" + MEBIBYTES + "m";
        return SystemCommand.succeeds("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    @Override
    public void fill() {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < MEBIBYTES << 4; i++) {
                out.write(block);
            }
        } catch (IOException full) {
            return; // the last block was written in part
        }
        throw new IllegalStateException(folder + " takes more than its " + MEBIBYTES + " MiB");
    }

    @Override
    public void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String fullness() {
        return "the checkpoints' disk was full";
    }

    /** Detaches it even if a process still has a file open; what it contains is gone. */
    @Override
    public void close() {
        if (!SystemCommand.succeeds("umount", "-l", folder.toString())) {
            throw new IllegalStateException(folder + " could not be unmounted; run umount -l " + folder);
        }
    }
}
