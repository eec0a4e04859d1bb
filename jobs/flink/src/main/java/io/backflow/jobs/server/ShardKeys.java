package io.backflow.jobs.server;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Flink keys for shards, chosen so that their key groups lie evenly over the range and so the shards evenly over
 * subtasks, whatever the parallelism.
 */
public final class ShardKeys {

    private ShardKeys() {}

    /** The key of each of {@code shards} shards; no two are the same. */
    public static int[] of(int shards, int maxParallelism) {
        int[] keys = new int[shards];
        Set<Integer> taken = new HashSet<>();
        for (int shard = 0; shard < shards; shard++) {
            int group = group(shard, shards, maxParallelism);
            int key = 0;
            while (KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism) != group || taken.contains(key)) {
                key++;
            }
            taken.add(key);
            keys[shard] = key;
        }
        return keys;
    }

    /** The first group of the shard's part of the range: rounded up, as Flink rounds where a subtask's groups begin. */
    private static int group(int shard, int shards, int maxParallelism) {
        long groups = maxParallelism;
        long first = (groups * shard + shards - 1) / shards;
        return (int) Math.min(first, groups - 1);
    }
}
