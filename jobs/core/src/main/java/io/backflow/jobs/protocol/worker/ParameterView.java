package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.Vectors;
import java.util.Arrays;

/**
 * One worker's copy of the model: the newest snapshot of each shard. Snapshots of an older session, or of an older
 * version in the same session, change nothing; one of the same version may bring acknowledgements and closed rounds,
 * which never go back.
 */
public final class ParameterView {

    private static final float[] TAKEN = {};

    private final Sharding sharding;
    private final float[] values;
    private float[] workerSlots;
    private final long[] versions;
    private final long[] sessions;
    private final long[] closedRounds;
    private final long[] rollbacks;
    private TrainingTotals totals = TrainingTotals.ZERO;
    private long workerUpdates;
    private long slotsSince;
    private DriftReaction reaction = DriftReaction.NONE;
    private long changes;
    private long awaitedRollbacks;

    /**
     * @param workerSlotsPerParameter floats of optimizer slots that workers keep for each parameter
     */
    public ParameterView(Sharding sharding, int workerSlotsPerParameter) {
        this.sharding = sharding;
        values = new float[sharding.size()];
        workerSlots = new float[sharding.size() * workerSlotsPerParameter];
        versions = new long[sharding.shards()];
        sessions = new long[sharding.shards()];
        closedRounds = new long[sharding.shards()];
        rollbacks = new long[sharding.shards()];
        Arrays.fill(closedRounds, Rounds.NONE);
    }

    /**
     * Applies a snapshot; false if it is older than the shard's present one, of which at most the slots are taken, or
     * has no values and is of a version whose values are not here.
     *
     * @throws IllegalStateException if it has only what changed since a version that is not here
     */
    public boolean apply(ShardSnapshot snapshot) {
        int shard = snapshot.shard();
        if (snapshot.session() < sessions[shard]) {
            return false;
        }
        takeSlots(snapshot);
        boolean sameSession = snapshot.session() == sessions[shard];
        if (sameSession && snapshot.version() < versions[shard]) {
            return false;
        }
        if (!snapshot.hasValues() && isAhead(snapshot)) {
            return false;
        }
        snapshot.checkFollows(sessions[shard], versions[shard]);
        sessions[shard] = snapshot.session();
        versions[shard] = snapshot.version();
        long closed = snapshot.progress().closedRound();
        closedRounds[shard] = sameSession ? Math.max(closedRounds[shard], closed) : closed;
        rollbacks[shard] = snapshot.progress().rollbacks();
        if (snapshot.hasValues()) {
            changes++;
            snapshot.content().copyTo(values, sharding.offset(shard));
        }
        if (shard == 0) {
            totals = snapshot.progress().totals();
            reaction = snapshot.progress().drift().reaction();
        }
        return true;
    }

    /** A session's first snapshot alone has slots; a newer one, for this worker alone, may have overtaken it. */
    private void takeSlots(ShardSnapshot snapshot) {
        Slots slots = snapshot.workerSlots();
        if (slots != null && workerSlots.length > 0) {
            sharding.putSlotPart(slots.values(), snapshot.shard(), workerSlots);
            workerUpdates = slots.updates();
            slotsSince = slots.since();
        }
    }

    /** Whether {@code snapshot} is of a newer version, or of a newer session, than the values of its shard. */
    boolean isAhead(ShardSnapshot snapshot) {
        int shard = snapshot.shard();
        return snapshot.session() > sessions[shard]
                || snapshot.session() == sessions[shard] && snapshot.version() > versions[shard];
    }

    /** Whether a snapshot of every shard has arrived, and of each one with the rollbacks that are awaited. */
    public boolean complete() {
        return Vectors.least(sessions) > 0 && Vectors.least(rollbacks) >= awaitedRollbacks;
    }

    /** Is not {@link #complete} before the parameters of rollback {@code number} have come. */
    public void awaitRollback(long number) {
        awaitedRollbacks = Math.max(awaitedRollbacks, number);
    }

    /** Whether it is {@link #complete} and all shards have the same version. */
    public boolean whole() {
        for (int shard = 1; shard < versions.length; shard++) {
            if (versions[shard] != versions[0]) {
                return false;
            }
        }
        return complete();
    }

    /** How often a snapshot with values was applied: the values are the same as long as this is. */
    public long changes() {
        return changes;
    }

    /** The oldest version among the shards. */
    public long version() {
        return Vectors.least(versions);
    }

    /** The round up to which all shards have merged. */
    public long closedRound() {
        return Vectors.least(closedRounds);
    }

    /** What alarms of drift have changed, as of the newest snapshot of the first shard. */
    public DriftReaction reaction() {
        return reaction;
    }

    /** Training totals of the run, as of the newest snapshot of the first shard. */
    public TrainingTotals totals() {
        return totals;
    }

    public Sharding sharding() {
        return sharding;
    }

    /** The flat parameter vector; changes with every {@link #apply}. */
    public float[] values() {
        return values;
    }

    /**
     * The workers' optimizer slots {@code [n, size]} as the session began with them, whenever it is that a worker takes
     * them over; once, and they are not kept here any longer.
     *
     * @param workers how many share the run's updates, for slots whose own were not counted
     */
    public Slots takeWorkerSlots(int workers) {
        long updates = workerUpdates == Slots.UNCOUNTED ? totals.updates() / workers : workerUpdates;
        Slots taken = new Slots(workerSlots, updates, slotsSince);
        workerSlots = TAKEN;
        return taken;
    }
}
