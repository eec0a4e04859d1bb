package io.backflow.jobs.protocol;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sum of {@link PairwiseSum} over shares that come in any order, with the same bits: two neighbours are added as
 * soon as both are there. Shares that come in the order of their places leave at most the logarithm of their number
 * waiting; what waits at most, in any order, is every second one.
 */
public final class PairwiseTree {

    private final int shares;
    private final BitSet come = new BitSet();

    /** At place k the sums of {@code 2^k} shares whose neighbour has not come, by their place among such sums. */
    private final List<Map<Integer, Part>> levels = new ArrayList<>();

    /**
     * The sum of some shares.
     *
     * @param own whether no other has its vector, so that it may be changed
     */
    private record Part(Share sum, boolean own) {

        Part plus(Part right) {
            if (sum.hasValues() && right.sum.hasValues()) {
                return new Part((own ? sum : sum.copy()).plus(right.sum), true);
            }
            return new Part(sum.plus(right.sum), sum.hasValues() ? own : right.own);
        }
    }

    /** @param shares how many there will be */
    public PairwiseTree(int shares) {
        this.shares = shares;
    }

    /** Adds the share at {@code place}, from 0, {@link Share#NONE} where there is nothing to add; it stays as it is. */
    public void add(int place, Share share) {
        if (come.get(place)) {
            throw new IllegalStateException("the share at place " + place + " comes twice");
        }
        come.set(place);
        Part part = new Part(share, false);
        int level = 0;
        int at = place;
        while (true) {
            Part neighbour = level(level).remove(at ^ 1);
            if (neighbour == null) {
                level(level).put(at, part);
                return;
            }
            part = (at & 1) == 0 ? part.plus(neighbour) : neighbour.plus(part);
            at >>= 1;
            level++;
        }
    }

    private Map<Integer, Part> level(int level) {
        if (level == levels.size()) {
            levels.add(new HashMap<>());
        }
        return levels.get(level);
    }

    /** Vectors that wait for a neighbour. */
    public int waiting() {
        return levels.stream()
                .mapToInt(level -> (int) level.values().stream()
                        .filter(part -> part.sum().hasValues())
                        .count())
                .sum();
    }

    /** The sum of all shares, which have all come; nothing may be added afterwards. */
    public Share total() {
        if (come.cardinality() < shares) {
            throw new IllegalStateException(come.cardinality() + " of " + shares + " shares have come");
        }
        Part total = new Part(Share.NONE, true);
        for (int level = 0; level < levels.size(); level++) {
            Part part = levels.get(level).get((shares >> level) - 1);
            total = part == null ? total : part.plus(total);
        }
        return total.sum();
    }
}
