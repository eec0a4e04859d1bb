package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.Sharding;

/**
 * How a flat vector is cut into chunks: shard by shard, so that a shard that did not change leaves its chunks as they
 * are.
 *
 * @param size values in the vector, at least one
 * @param shards contiguous parts that no chunk reaches over, from 1 to {@code size}
 * @param chunkValues values in every chunk of a shard but its last
 */
record ChunkPlan(int size, int shards, int chunkValues) {

    /** Whether three numbers from outside make a plan. */
    static boolean possible(int size, int shards, int chunkValues) {
        return size > 0 && shards > 0 && shards <= size && chunkValues > 0;
    }

    /** How many chunks there are. */
    int count() {
        Sharding sharding = new Sharding(size, shards);
        int count = 0;
        for (int shard = 0; shard < shards; shard++) {
            count += countOf(sharding.length(shard));
        }
        return count;
    }

    /** Index of the first value of chunk {@code index}. */
    int offset(int index) {
        return find(index)[0];
    }

    /** Values in chunk {@code index}. */
    int length(int index) {
        return find(index)[1];
    }

    private int[] find(int index) {
        Sharding sharding = new Sharding(size, shards);
        int left = index;
        for (int shard = 0; shard < shards; shard++) {
            int count = countOf(sharding.length(shard));
            if (left < count) {
                int within = left * chunkValues;
                return new int[] {
                    sharding.offset(shard) + within, Math.min(chunkValues, sharding.length(shard) - within)
                };
            }
            left -= count;
        }
        throw new IndexOutOfBoundsException("chunk " + index + " of " + count());
    }

    private int countOf(int length) {
        return (int) (((long) length + chunkValues - 1) / chunkValues);
    }
}
