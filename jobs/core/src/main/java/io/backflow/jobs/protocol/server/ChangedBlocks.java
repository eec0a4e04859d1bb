package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Stretches;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * At which version each block of a shard's values last changed, since its server began. A block has {@value #LARGEST}
 * values, and fewer in a small shard.
 */
final class ChangedBlocks {

    private static final int LARGEST = 64;

    /** A shard has at least so many blocks, if it has so many values. */
    private static final int FEWEST = 16;

    /** Updates not compared after one that changed nearly everything: comparing costs a third of an update. */
    private static final int UNCOMPARED = 15;

    private long[] changedAt = {};
    private long allChangedAt;
    private int uncompared;
    private int length;
    private int size = 1;

    /**
     * The values were {@code before} and are {@code after}, both finite, since {@code version}. After an update that
     * has changed nearly all of them, the next ones are taken to change all.
     */
    void compare(float[] before, float[] after, long version) {
        resize(after.length);
        if (uncompared > 0) {
            uncompared--;
            allChangedAt = version;
            return;
        }
        int changed = 0;
        int from = 0;
        while (from < length) {
            if (before[from] == after[from]) { // most rules change every value, or most of them none
                int same = Arrays.mismatch(before, from, length, after, from, length);
                from = same < 0 ? length : from + same;
            }
            if (from < length) {
                int block = from / size;
                changedAt[block] = version;
                changed += end(block) - block * size;
                from = (block + 1) * size;
            }
        }
        uncompared = isNearlyAll(changed) ? UNCOMPARED : 0;
    }

    /** Values from index {@code from} on of a shard of {@code length} values are others since {@code version}. */
    void changed(int from, int length, long version) {
        resize(length);
        for (int block = from / size; block < changedAt.length; block++) {
            changedAt[block] = version;
        }
    }

    private boolean isNearlyAll(int changed) {
        return 8L * changed > 7L * length;
    }

    private void resize(int values) {
        if (length != values) {
            length = values;
            size = Math.max(1, Math.min(LARGEST, values / FEWEST));
            changedAt = new long[(values + size - 1) / size];
            uncompared = 0;
        }
    }

    /**
     * What has changed of a shard of {@code values} values since {@code version}; null where that is so much, in so
     * many pieces, that the whole shard is hardly more.
     */
    @Nullable
    Stretches since(long version, int values) {
        resize(values);
        if (allChangedAt > version) {
            return null;
        }
        int changed = 0;
        int stretches = 0;
        for (int block = 0; block < changedAt.length; block++) {
            if (changedAt[block] > version) {
                changed += end(block) - block * size;
                stretches += isFirst(block, version) ? 1 : 0;
            }
        }
        return isNearlyAll(changed + stretches) ? null : new Stretches(version, bounds(version, stretches));
    }

    private int[] bounds(long version, int stretches) {
        int[] bounds = new int[2 * stretches];
        int last = -1;
        for (int block = 0; block < changedAt.length; block++) {
            if (changedAt[block] > version) {
                last += isFirst(block, version) ? 2 : 0;
                bounds[last - 1] = isFirst(block, version) ? block * size : bounds[last - 1];
                bounds[last] = end(block);
            }
        }
        return bounds;
    }

    /** Whether a stretch of blocks that have changed begins with {@code block}, which has. */
    private boolean isFirst(int block, long version) {
        return block == 0 || changedAt[block - 1] <= version;
    }

    private int end(int block) {
        return Math.min(length, (block + 1) * size);
    }
}
