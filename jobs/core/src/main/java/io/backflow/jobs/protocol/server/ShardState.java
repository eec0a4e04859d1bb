package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;

/** One shard as the server keeps and checkpoints it. Mutable; belongs to one key. */
public final class ShardState {

    /** The shard's parameters. */
    public final float[] values;

    /** Slots of the server's own update rule, {@code [n, length]}. */
    public final float[] slots;

    /** Slots of the workers' rule, averaged at the last checkpoint, {@code [n, length]}. */
    public final float[] workerSlots;

    /** Updates of the workers' rule that have gone into {@link #workerSlots}, or {@link Slots#UNCOUNTED}. */
    public long workerUpdates;

    /** Counts the server's restarts, from 1. */
    public long session = 1;

    /** Updates merged since the run began. */
    public long version;

    /** Updates of the server's own rule. */
    public long updates;

    /** {@link #updates} when {@link #slots} were fresh. */
    public long slotsFreshAt;

    /** The rate that a command has set; NaN: the configured schedule applies. */
    public double learningRate = Double.NaN;

    /** What the scheduled rate of the next update is multiplied by; not saved, set before each update. */
    double rateFactor = 1;

    /** How often a command replaced the parameters by those of another version. */
    public long rollbacks;

    /** The last round that is merged. */
    public long closedRound = Rounds.NONE;

    /** Length of the rounds that {@link #closedRound} counts, in milliseconds; 0 if there are none or it is unknown. */
    public long roundMillis;

    /** The settings that this state was made with, as JSON; empty if an older build wrote it. */
    public String settings = "";

    /** Totals of the run; kept by the first shard only. */
    public TrainingTotals totals = TrainingTotals.ZERO;

    public ShardState(float[] values, float[] slots, float[] workerSlots) {
        this.values = values;
        this.slots = slots;
        this.workerSlots = workerSlots;
    }

    /** Updates that have gone into {@link #slots}. */
    long slotUpdates() {
        return updates - slotsFreshAt;
    }

    /** The learning rate where the schedule says {@code scheduled}; a rate that a command has set is not multiplied. */
    double rate(double scheduled) {
        return Double.isNaN(learningRate) ? scheduled * rateFactor : learningRate;
    }

    /**
     * Begins the next session with what was restored. A run whose input had ended, as after {@code stop --drain}, had
     * closed all rounds there are; going on, it has closed none.
     */
    public void resume() {
        session++;
        if (closedRound == Rounds.ALL) {
            closedRound = Rounds.NONE;
        }
    }
}
