package io.backflow.jobs.window;

import io.backflow.jobs.protocol.TrainingTotals;

/**
 * A window's losses, weighted and summed. A step whose loss, or the baseline's, has overflowed is left out of all sums:
 * one such value would make every later mean meaningless.
 */
final class PrequentialLosses {

    private double lossSum;
    private double baselineSum;
    private double weightSum;
    private int refused;

    /**
     * Adds one step's.
     *
     * @param baselineLoss NaN where there is no baseline; the sum is then NaN too
     */
    void add(float weight, float loss, float baselineLoss) {
        if (!Float.isFinite(loss) || Float.isInfinite(baselineLoss)) {
            refused++;
            return;
        }
        lossSum += (double) weight * loss;
        baselineSum += (double) weight * baselineLoss;
        weightSum += weight;
    }

    /** Steps left out. */
    int refused() {
        return refused;
    }

    TrainingTotals totals() {
        return new TrainingTotals(0, 0, 0, 0, lossSum, baselineSum, weightSum);
    }
}
