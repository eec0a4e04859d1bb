package io.backflow.jobs.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Adds shares two by two: first neighbours, then neighbouring pairs, and so on, as a binary counter carries. The order
 * of additions, and so every bit of the sum, depends only on how many shares there are. Where their number is a power
 * of two, {@code 2^k} neighbours from a multiple of {@code 2^k} on may be added up elsewhere by the same rule, and
 * their sum added here instead of them: the bits stay.
 */
public final class PairwiseSum {

    /** At place k the sum of {@code 2^k} shares, where {@link #count} has bit k. */
    private final List<Share> levels = new ArrayList<>();

    private long count;

    /** Adds the next share, {@link Share#NONE} where there is nothing to add at its place. */
    public void add(Share share) {
        Share carry = share;
        int level = 0;
        while ((count >> level & 1) == 1) {
            carry = levels.get(level).plus(carry);
            level++;
        }
        if (level == levels.size()) {
            levels.add(carry);
        }
        levels.set(level, carry);
        count++;
    }

    /** The sum of all that was added; nothing may be added afterwards. */
    public Share total() {
        Share total = Share.NONE;
        for (int level = 0; level < levels.size(); level++) {
            if ((count >> level & 1) == 1) {
                total = levels.get(level).plus(total);
            }
        }
        return total;
    }
}
