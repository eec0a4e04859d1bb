package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.source.EventTimeRule;
import io.backflow.jobs.worker.MemoryWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all tasks of an attempt wrote down between the same two elements of every channel. */
final class Checkpoint {

    /** Of a source: how many records of the partition were read, and how far its event time had come. */
    record Read(int partition, int position, long newest) {}

    /** Of a worker; its timers have gone off up to {@code timerTime}. */
    record Sequences(Map<String, SequenceState> states, Map<String, MemoryWindows.Saved> windows, long timerTime) {}

    /** Of a server; the record of merged steps is with the first shard. */
    record Shards(Map<Integer, ShardState> states, @Nullable MergedSteps merged) {}

    private final long id;
    private final long begun;
    private final Map<Integer, Read> reads = new TreeMap<>();
    private long timerTime = Long.MAX_VALUE;
    private final Map<String, SequenceState> sequences = new TreeMap<>();
    private final Map<String, MemoryWindows.Saved> windows = new TreeMap<>();
    private final Map<Integer, ShardState> shards = new TreeMap<>();
    private final List<SimulatedTask> acknowledged = new ArrayList<>();
    private @Nullable MergedSteps merged;

    /** @param begun when */
    Checkpoint(long id, long begun) {
        this.id = id;
        this.begun = begun;
    }

    long id() {
        return id;
    }

    long begun() {
        return begun;
    }

    /** Takes in what {@code task} wrote down; how many tasks have. */
    int add(SimulatedTask task, @Nullable Object part) {
        if (part instanceof Read read) {
            reads.put(read.partition(), read);
        } else if (part instanceof Sequences held) {
            sequences.putAll(held.states());
            windows.putAll(held.windows());
            timerTime = Math.min(timerTime, held.timerTime());
        } else if (part instanceof Shards served) {
            shards.putAll(served.states());
            merged = served.merged() == null ? merged : served.merged();
        }
        acknowledged.add(task);
        return acknowledged.size();
    }

    int position(int partition) {
        return read(partition).position();
    }

    Read read(int partition) {
        return reads.getOrDefault(partition, fresh(partition));
    }

    /** Of a partition that was never read. */
    static Read fresh(int partition) {
        return new Read(partition, 0, EventTimeRule.NONE);
    }

    /** The watermark up to which the timers of all workers have gone off. */
    long timerTime() {
        return timerTime;
    }

    /** By ID, in order. */
    Map<String, SequenceState> sequences() {
        return sequences;
    }

    /** What is kept to be replayed, by sequence. */
    Map<String, MemoryWindows.Saved> windows() {
        return windows;
    }

    Map<Integer, ShardState> shards() {
        return shards;
    }

    MergedSteps merged() {
        if (merged == null) {
            throw new IllegalStateException("checkpoint " + id + " has no record of merged steps");
        }
        return merged;
    }
}
