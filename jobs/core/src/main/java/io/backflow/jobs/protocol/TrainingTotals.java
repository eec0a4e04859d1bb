package io.backflow.jobs.protocol;

/**
 * What the model has been trained on, added up since the run began; the totals of two parts can be added.
 *
 * @param steps timesteps trained or, with weight 0, scored
 * @param stepsHash sum, modulo 2^64, of a hash of each such (sequence, step, event time): equal to the input's sum
 *     exactly when each was counted once
 * @param windows windows trained
 * @param updates optimizer updates
 * @param lossSum weight times prequential loss, summed
 * @param baselineLossSum weight times the baseline's loss, summed
 * @param weightSum weights, summed
 */
public record TrainingTotals(
        long steps,
        long stepsHash,
        long windows,
        long updates,
        double lossSum,
        double baselineLossSum,
        double weightSum) {

    public static final TrainingTotals ZERO = new TrainingTotals(0, 0, 0, 0, 0, 0, 0);

    /** The same with {@code more} updates counted. */
    public TrainingTotals withUpdates(long more) {
        return new TrainingTotals(steps, stepsHash, windows, updates + more, lossSum, baselineLossSum, weightSum);
    }

    public TrainingTotals plus(TrainingTotals other) {
        return new TrainingTotals(
                steps + other.steps,
                stepsHash + other.stepsHash,
                windows + other.windows,
                updates + other.updates,
                lossSum + other.lossSum,
                baselineLossSum + other.baselineLossSum,
                weightSum + other.weightSum);
    }
}
