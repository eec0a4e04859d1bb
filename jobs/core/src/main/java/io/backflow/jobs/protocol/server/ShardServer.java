package io.backflow.jobs.protocol.server;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundNorm;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.ShardCommand;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.sequence.MovingStatistics;
import java.util.Arrays;
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
    private final ShardUpdate update;
    private final OpenRounds rounds;
    private final SlotMean slotMean = new SlotMean();
    private final ShardCommands commands = new ShardCommands();
    private final @Nullable DriftWatch drift;
    private final ShardStep step;
    private long[] acknowledged = NO_ACKNOWLEDGEMENTS;
    private LongConsumer eachStaleness = staleness -> {};
    private long staleness;
    private long merged;
    private long refused;

    /**
     * @param shards how many shards' norms make the norm of a merged round
     */
    public ShardServer(int shard, int shards, ShardUpdate update) {
        this(shard, shards, update, null, null);
    }

    /**
     * @param drift watches the loss of the run; null: nothing does
     * @param statistics of features at the end of the shard's parameters; null: there are none
     */
    public ShardServer(
            int shard,
            int shards,
            ShardUpdate update,
            @Nullable DriftWatch drift,
            @Nullable MovingStatistics statistics) {
        this.drift = drift;
        step = new ShardStep(update, statistics);
        this.shard = shard;
        rounds = new OpenRounds(shards);
        this.update = update;
    }

    /** Merges a contribution; returns whether {@code state} has changed and a snapshot of it has to be emitted. */
    public boolean accept(ShardState state, Contribution contribution) {
        if (contribution instanceof WorkerUpdate local) {
            acknowledge(local);
            merge(state, local.share());
            return true;
        }
        if (contribution instanceof RoundSum sum) {
            checkOpen(state, sum.round(), shard);
            rounds.add(sum.round(), sum.share());
            rounds.add(sum.round(), shard, sum.squaredNorm());
            return mergeComplete(state);
        }
        if (contribution instanceof RoundNorm norm) {
            checkOpen(state, norm.round(), norm.origin());
            rounds.add(norm.round(), norm.origin(), norm.squaredNorm());
            return mergeComplete(state);
        }
        if (contribution instanceof WorkerSlots message) {
            slotMean.add(message.slots());
            return false;
        }
        if (contribution instanceof ShardCommand command) {
            commands.add(command);
            return false;
        }
        throw new IllegalStateException("shard " + shard + " receives a "
                + contribution.getClass().getSimpleName() + ", which has to be merged with those of the other workers");
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
        if (slotMean.settle(state) && drift != null) {
            drift.slotsSince(slotMean.since());
        }
    }

    /**
     * A checkpoint barrier has come: commands that came before it take effect in {@code state}. Returns whether it has
     * a new version, of which a snapshot has to be emitted.
     *
     * @param workerSlot what the workers' optimizer slots are before a first update
     */
    public boolean carryOut(ShardState state, float workerSlot) {
        boolean changed = commands.carryOut(state, update.rule().initialSlotValue(), workerSlot);
        if (changed) {
            step.replaced(state);
        }
        return changed;
    }

    /**
     * The present snapshot of the shard.
     *
     * @param nonce distinguishes this server from another of the same session
     * @param kind at which point of the session
     */
    public ShardSnapshot snapshot(ShardState state, long nonce, SnapshotKind kind) {
        return snapshot(state, nonce, kind, new ShardValues(state.values.clone(), null));
    }

    /** The same for receivers that have {@code version}: with what has changed since then, where that is less. */
    ShardSnapshot since(long version, ShardState state, long nonce, SnapshotKind kind) {
        Stretches changed = step.since(version, state);
        return changed == null
                ? snapshot(state, nonce, kind)
                : snapshot(state, nonce, kind, ShardValues.changed(state.values, changed));
    }

    /** The same for receivers that have the values. */
    ShardSnapshot unchanged(ShardState state, long nonce) {
        return snapshot(state, nonce, SnapshotKind.UPDATE, ShardValues.NONE);
    }

    private ShardSnapshot snapshot(ShardState state, long nonce, SnapshotKind kind, ShardValues values) {
        boolean last = kind == SnapshotKind.LAST;
        boolean slots = kind == SnapshotKind.FIRST && state.workerSlots.length > 0;
        return new ShardSnapshot(
                new VersionId(state.session, nonce, last ? state.version + 1 : state.version),
                shard,
                values,
                progress(state),
                slots ? new Slots(state.workerSlots.clone(), state.workerUpdates, slotsSince()) : null,
                last,
                ShardSnapshot.EVERYBODY);
    }

    private ShardProgress progress(ShardState state) {
        return new ShardProgress(
                state.closedRound, acknowledged.clone(), staleness, state.totals, state.rollbacks, shardDrift());
    }

    /** What was found of drift. */
    ShardDrift shardDrift() {
        return drift == null ? ShardDrift.NONE : new ShardDrift(drift.alarms(), drift.reaction());
    }

    private long slotsSince() {
        return drift == null ? 0 : drift.slotsSince();
    }

    /** How often the loss of the run has risen for good. */
    public DriftAlarms alarms() {
        return drift == null ? DriftAlarms.NONE : drift.alarms();
    }

    /** What watches the loss of the run; null: nothing does. */
    public @Nullable DriftWatch drift() {
        return drift;
    }

    /** The shard that this merges. */
    public int shard() {
        return shard;
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

    /** What {@code origin} sends belongs to a round that is not closed here. */
    private void checkOpen(ShardState state, long number, int origin) {
        if (number <= state.closedRound) {
            throw new IllegalStateException("shard " + shard + " receives round " + number + " from shard " + origin
                    + " after it closed round " + state.closedRound);
        }
    }

    private boolean mergeComplete(ShardState state) {
        boolean changed = false;
        for (var round = rounds.takeOldest(); round != null; round = rounds.takeOldest()) {
            mergeRound(state, round.share(), round.squaredNorm());
            state.closedRound = round.number();
            changed = true;
        }
        return changed;
    }

    private void acknowledge(WorkerUpdate local) {
        if (acknowledged.length == 0) {
            acknowledged = new long[local.sender().workers()];
        }
        int worker = local.sender().worker();
        if (local.number() != acknowledged[worker] + 1) {
            throw new IllegalStateException("shard " + shard + " got contribution " + local.number() + " of worker "
                    + worker + " after " + Arrays.toString(acknowledged));
        }
        acknowledged[worker] = local.number();
    }

    private void merge(ShardState state, Share share) {
        merge(state, share, update.scale(share.divisor()));
    }

    /** A norm that is not finite, of whichever shard, makes all shards refuse the round. */
    private void mergeRound(ShardState state, Share share, double squaredNorm) {
        merge(state, share, Double.isFinite(squaredNorm) ? update.scale(share.divisor(), squaredNorm) : Double.NaN);
    }

    /** @param scale what the values are multiplied by; not finite: the values are refused */
    private void merge(ShardState state, Share share, double scale) {
        state.totals = state.totals.plus(share.totals());
        if (drift != null) {
            drift.watch(state, share.losses(), update);
        }
        Change change = share.change();
        if (change != null || !share.features().isEmpty()) {
            state.version++;
        }
        if (change != null) {
            merge(state, change, scale);
        }
        step.take(state, share.features());
    }

    private void merge(ShardState state, Change change, double scale) {
        staleness = state.version - 1 - change.baseVersion();
        eachStaleness.accept(staleness);
        merged++;
        if (step.take(state, change, scale)) {
            state.totals = state.totals.withUpdates(update.countedUpdates());
        } else {
            refused++;
        }
    }
}
