package io.backflow.jobs.protocol;

import io.backflow.model.optimizer.Clipping;

/** Contributions as workers and merging send them. */
public final class Contributions {

    private Contributions() {}

    /** One worker's part of a round; no values: an empty one. */
    public static Contribution ofRound(int worker, int workers, long round, float... values) {
        return new Contribution(
                0, 0, worker, workers, 0, round, 0, values, Contribution.NOTHING, 0, 1, 0, steps(values.length));
    }

    /** A merged round of {@code shard}. */
    public static Contribution merged(int shard, long round, float... values) {
        double squaredNorm = Clipping.squaredNorm(values);
        TrainingTotals totals = steps(values.length);
        return new Contribution(
                shard,
                shard,
                Contribution.MERGED,
                1,
                0,
                round,
                0,
                values,
                Contribution.NOTHING,
                0,
                1,
                squaredNorm,
                totals);
    }

    /** A numbered contribution of a worker that waits for nobody. */
    public static Contribution numbered(int worker, int workers, long number, float... values) {
        double squaredNorm = Clipping.squaredNorm(values);
        TrainingTotals totals = steps(values.length);
        return new Contribution(
                0, 0, worker, workers, number, 0, 0, values, Contribution.NOTHING, 0, workers, squaredNorm, totals);
    }

    /** Slots into which {@code updates} updates have gone. */
    public static Contribution slots(int worker, int workers, long updates, float... slots) {
        return new Contribution(
                0, 0, worker, workers, 0, 7, 0, Contribution.NOTHING, slots, updates, 0, 0, TrainingTotals.ZERO);
    }

    public static TrainingTotals steps(long steps) {
        return new TrainingTotals(steps, 0, 0, 0, 0, 0, 0);
    }
}
