package io.backflow.lab.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Stands for a full disk where this user may not mount one: no file grows beyond some kilobytes that the processes
 * write. A checkpoint breaks off in the middle of a file, with {@code EFBIG} in place of {@code ENOSPC}.
 */
final class LimitedFiles implements CheckpointDisk {

    /** Less than the metadata of a checkpoint take. */
    private static final long BYTES = 4096;

    private final Supplier<List<ChildProcess>> writers;
    private final List<ChildProcess> limited = new ArrayList<>();

    /** @param writers the processes that write checkpoints now */
    LimitedFiles(Supplier<List<ChildProcess>> writers) {
        this.writers = writers;
    }

    @Override
    public void fill() {
        for (ChildProcess writer : writers.get()) {
            if (!limited.contains(writer)) {
                writer.limitFiles(BYTES);
                limited.add(writer);
            }
        }
    }

    @Override
    public void free() {
        limited.stream().filter(ChildProcess::alive).forEach(ChildProcess::unlimitFiles);
        limited.clear();
    }

    @Override
    public String fullness() {
        return "no file of Flink's processes grew beyond " + BYTES + " bytes";
    }

    @Override
    public void close() {}
}
