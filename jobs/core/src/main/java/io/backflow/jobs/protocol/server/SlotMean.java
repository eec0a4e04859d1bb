package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Slots;

/**
 * The mean of the workers' optimizer slots, which each of them sends once before a checkpoint, weighted by each
 * worker's number of updates; the mean of these numbers is weighted in the same way. Without weights, the almost fresh
 * slots of a worker that has just begun would make the mean too small for its number of updates. A worker whose slots
 * have not changed sends its number of updates alone, and the mean of the last checkpoint stands for its slots. Where
 * an alarm of drift makes slots fresh, those of workers that have not learnt since are left out.
 */
final class SlotMean {

    private float[] mean = {};
    private double updates;
    private double unchanged;
    private double squares;
    private long since;

    void add(Slots slots) {
        if (slots.since() > since) {
            since = slots.since();
            updates = 0;
            unchanged = 0;
            squares = 0;
        }
        if (slots.updates() <= 0 || slots.since() < since) {
            return;
        }
        double weight = slots.updates();
        squares += weight * weight;
        if (!slots.hasValues()) {
            unchanged += weight;
            return;
        }
        updates += weight;
        if (updates == weight) {
            mean = slots.values().clone();
            return;
        }
        float share = (float) (weight / updates);
        for (int i = 0; i < mean.length; i++) {
            mean[i] += share * (slots.values()[i] - mean[i]);
        }
    }

    /** The newest alarm that made slots fresh. */
    long since() {
        return since;
    }

    /** Writes the mean to {@code state} and starts anew; false, and {@code state} as it was, if no slots arrived. */
    boolean settle(ShardState state) {
        boolean arrived = updates > 0;
        if (arrived) {
            float former = (float) (unchanged / (updates + unchanged));
            for (int i = 0; former > 0 && i < mean.length; i++) {
                mean[i] += former * (state.workerSlots[i] - mean[i]);
            }
            System.arraycopy(mean, 0, state.workerSlots, 0, state.workerSlots.length);
            state.workerUpdates = Math.round(squares / (updates + unchanged));
        }
        updates = 0;
        unchanged = 0;
        squares = 0;
        return arrived;
    }
}
