package io.backflow.jobs.protocol;

import java.util.Arrays;

/**
 * The flat parameter vector cut into contiguous shards whose lengths differ by at most one.
 *
 * @param size floats in the vector
 * @param shards how many parts
 */
public record Sharding(int size, int shards) {

    public Sharding {
        if (shards < 1 || shards > size) {
            throw new IllegalArgumentException(
                    "server.shards is " + shards + "; it must be between 1 and the model's " + size + " parameters");
        }
    }

    /** Index of the shard's first parameter. */
    public int offset(int shard) {
        return (int) ((long) size * shard / shards);
    }

    public int length(int shard) {
        return offset(shard + 1) - offset(shard);
    }

    /** The shard's part of {@code vector}, copied. */
    public float[] part(float[] vector, int shard) {
        return Arrays.copyOfRange(vector, offset(shard), offset(shard + 1));
    }

    /** The shard's part of {@code slots [n, size]}, copied as {@code [n, length]}. */
    public float[] slotPart(float[] slots, int shard) {
        int rows = slots.length / size;
        float[] part = new float[rows * length(shard)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(slots, row * size + offset(shard), part, row * length(shard), length(shard));
        }
        return part;
    }

    /** Puts a shard's {@code part [n, length]} in its place in {@code slots [n, size]}. */
    public void putSlotPart(float[] part, int shard, float[] slots) {
        int rows = slots.length / size;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(part, row * length(shard), slots, row * size + offset(shard), length(shard));
        }
    }
}
