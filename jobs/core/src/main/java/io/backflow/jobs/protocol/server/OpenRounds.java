package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Share;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rounds of one shard that wait to be merged, as much of each as has come. */
final class OpenRounds {

    private final int shards;
    private final TreeMap<Long, Round> rounds = new TreeMap<>();

    private static final class Round {
        private @Nullable Share own;
        private final TreeMap<Integer, Double> squaredNorms = new TreeMap<>();

        /** Added in the order of the shards, whatever order they came in, so that the sum has the same bits. */
        private double squaredNorm() {
            double sum = 0;
            for (double norm : squaredNorms.values()) {
                sum += norm;
            }
            return sum;
        }
    }

    /**
     * A round of which all is there.
     *
     * @param squaredNorm of all shards' parts of its sum
     */
    record Complete(long number, Share share, double squaredNorm) {}

    /** @param shards how many shards' norms make the norm of a round */
    OpenRounds(int shards) {
        this.shards = shards;
    }

    /** The sum of round {@code number} in this shard has come. */
    void add(long number, Share own) {
        round(number).own = own;
    }

    /** The squared norm of round {@code number} in shard {@code origin}, this one or another, has come. */
    void add(long number, int origin, double squaredNorm) {
        round(number).squaredNorms.put(origin, squaredNorm);
    }

    private Round round(long number) {
        return rounds.computeIfAbsent(number, r -> new Round());
    }

    /** The oldest round, which is open no longer; null where there is none or something of it is missing. */
    @Nullable
    Complete takeOldest() {
        var oldest = rounds.firstEntry();
        if (oldest == null) {
            return null;
        }
        Round round = oldest.getValue();
        Share own = round.own;
        if (own == null || own.hasValues() && round.squaredNorms.size() < shards) {
            return null;
        }
        rounds.remove(oldest.getKey());
        return new Complete(oldest.getKey(), own, round.squaredNorm());
    }
}
