package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Slots;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges the contributions to one shard: decides when each is applied, in which order, and which are refused.
 *
 * <p>Keeps only what no checkpoint needs: acknowledgements, which start anew with every session, and rounds whose other
 * shards are still to come. The shard itself is the {@link ShardState} passed in.
 */
public final class ShardServer {

    private static final long[] NO_ACKNOWLEDGEMENTS = {};

    private final int shard;
    private final int shards;
    private final ShardUpdate update;
    private final TreeMap<Long, Round> rounds = new TreeMap<>();
    private final SlotMean slotMean = new SlotMean();
    private final FiniteStep step = new FiniteStep();
    private long[] acknowledged = NO_ACKNOWLEDGEMENTS;
    private LongConsumer eachStaleness = staleness -> {};
    private long staleness;
    private long merged;
    private long refused;

    /** A merged round of this shard, and as much of the other shards' norms as has come. */
    private static final class Round {
        private @Nullable Contribution own;
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
     * @param shards how many shards' norms make the norm of a merged round
     */
    public ShardServer(int shard, int shards, ShardUpdate update) {
        this.shard = shard;
        this.shards = shards;
        this.update = update;
    }

    /** Merges a contribution; returns whether {@code state} has changed and a snapshot of it has to be emitted. */
    public boolean accept(ShardState state, Contribution contribution) {
        if (contribution.worker() == Contribution.MERGED) {
            return acceptMerged(state, contribution);
        }
        acknowledge(contribution);
        slotMean.add(new Slots(contribution.slots(), contribution.slotUpdates()));
        merge(state, contribution, contribution.squaredNorm());
        return true;
    }

    /** When in a session a snapshot of a shard is emitted. */
    public enum SnapshotKind {
        /** First of all; the workers' optimizer slots go with it. */
        FIRST,
        /** After a change. */
        UPDATE,
        /**
         * When the input has ended. It has a version of its own, so that a reader of the version before accepts it too.
         */
        LAST
    }

    /** Puts the mean of the workers' slots that have come since the last checkpoint into {@code state}. */
    public void settleSlots(ShardState state) {
        slotMean.settle(state);
    }

    /**
     * The present snapshot of the shard.
     *
     * @param nonce distinguishes this server from another of the same session
     * @param kind at which point of the session
     */
    public ShardSnapshot snapshot(ShardState state, long nonce, SnapshotKind kind) {
        boolean last = kind == SnapshotKind.LAST;
        return new ShardSnapshot(
                state.session,
                nonce,
                shard,
                last ? state.version + 1 : state.version,
                state.closedRound,
                acknowledged.clone(),
                staleness,
                state.values.clone(),
                kind == SnapshotKind.FIRST ? state.workerSlots.clone() : Contribution.NOTHING,
                state.workerUpdates,
                state.totals,
                last);
    }

    /** Passes the staleness of every later contribution, in versions, to {@code eachStaleness}. */
    public void measureStaleness(LongConsumer eachStaleness) {
        this.eachStaleness = eachStaleness;
    }

    /** Contributions with values that have been merged or refused. */
    public long merged() {
        return merged;
    }

    /** Versions by which the last contribution was behind. */
    public long staleness() {
        return staleness;
    }

    /** Contributions that changed nothing because a value was not finite, or a parameter would not have been. */
    public long refused() {
        return refused;
    }

    private boolean acceptMerged(ShardState state, Contribution contribution) {
        if (contribution.round() <= state.closedRound) {
            throw new IllegalStateException("shard " + shard + " receives round " + contribution.round()
                    + " from shard " + contribution.origin() + " after it closed round " + state.closedRound);
        }
        Round round = rounds.computeIfAbsent(contribution.round(), r -> new Round());
        round.squaredNorms.put(contribution.origin(), contribution.squaredNorm());
        if (contribution.origin() == shard) {
            round.own = contribution;
        }
        boolean changed = false;
        while (mergeOldest(state)) {
            changed = true;
        }
        return changed;
    }

    /** Merges the oldest round; false where something of it is missing. */
    private boolean mergeOldest(ShardState state) {
        var oldest = rounds.firstEntry();
        if (oldest == null) {
            return false;
        }
        Round round = oldest.getValue();
        Contribution own = round.own;
        if (own == null || own.hasValues() && round.squaredNorms.size() < shards) {
            return false;
        }
        rounds.remove(oldest.getKey());
        merge(state, own, round.squaredNorm());
        state.closedRound = oldest.getKey();
        return true;
    }

    private void acknowledge(Contribution contribution) {
        if (contribution.number() == 0) {
            return;
        }
        if (acknowledged.length == 0) {
            acknowledged = new long[contribution.workers()];
        }
        int worker = contribution.worker();
        if (contribution.number() != acknowledged[worker] + 1) {
            throw new IllegalStateException("shard " + shard + " got contribution " + contribution.number()
                    + " of worker " + worker + " after " + Arrays.toString(acknowledged));
        }
        acknowledged[worker] = contribution.number();
    }

    private void merge(ShardState state, Contribution contribution, double squaredNorm) {
        state.totals = state.totals.plus(contribution.totals());
        if (!contribution.hasValues()) {
            return;
        }
        staleness = state.version - contribution.baseVersion();
        eachStaleness.accept(staleness);
        merged++;
        state.version++;
        if (Double.isFinite(squaredNorm) && apply(state, contribution, squaredNorm)) {
            state.totals = state.totals.withUpdates(update.countedUpdates());
        } else {
            refused++;
        }
    }

    private boolean apply(ShardState state, Contribution contribution, double squaredNorm) {
        long updates = state.updates;
        boolean kept = step.take(state.values, state.slots, () -> update.apply(state, contribution, squaredNorm));
        state.updates = kept ? state.updates : updates;
        return kept;
    }
}
