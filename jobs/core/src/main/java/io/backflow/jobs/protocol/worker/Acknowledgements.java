package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Vectors;

/** Which of a worker's contributions every shard has merged, in one session. */
public final class Acknowledgements {

    private final int worker;
    private final long[] merged;
    private long sent;

    public Acknowledgements(int shards, int worker) {
        this.worker = worker;
        merged = new long[shards];
    }

    /** Number of the next contribution, from 1. */
    public long next() {
        return ++sent;
    }

    /** Number of the last contribution taken, 0 before the first. */
    public long last() {
        return sent;
    }

    /** Takes over what {@code snapshot}'s shard has merged of this worker; a late snapshot reverts nothing. */
    public void apply(ShardSnapshot snapshot) {
        long[] numbers = snapshot.progress().acknowledged();
        if (worker < numbers.length) {
            merged[snapshot.shard()] = Math.max(merged[snapshot.shard()], numbers[worker]);
        }
    }

    /** The last contribution that {@code shard} has merged. */
    public long merged(int shard) {
        return merged[shard];
    }

    /** The last contribution that all shards have merged. */
    public long mergedEverywhere() {
        return Vectors.least(merged);
    }

    public int inFlight() {
        return Math.toIntExact(sent - mergedEverywhere());
    }
}
