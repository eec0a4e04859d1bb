package io.backflow.model;

import java.util.Arrays;

/**
 * A gradient summed over steps, with what it takes to turn the sum into a mean.
 *
 * <p>Sums of disjoint minibatches add up to the sum of their union, which is why workers exchange this and not means.
 */
public final class Gradients {

    private final float[] values;
    private double lossSum;
    private double weightSum;
    private long sequences;

    /** Whether the values count as 0, whatever they hold: filling them waits until somebody reads them. */
    private boolean cleared;

    public Gradients(int size) {
        values = new float[size];
    }

    public void clear() {
        cleared = true;
        lossSum = 0;
        weightSum = 0;
        sequences = 0;
    }

    /** Counts the losses whose gradient was just added to {@link #values()}. */
    public void count(double lossSum, double weightSum, long sequences) {
        this.lossSum += lossSum;
        this.weightSum += weightSum;
        this.sequences += sequences;
    }

    /** The flat vector, laid out as {@link ParameterLayout} says: derivative of {@link #lossSum()}. */
    public float[] values() {
        if (cleared) {
            Arrays.fill(values, 0f);
            cleared = false;
        }
        return values;
    }

    /** Whether nothing was added since {@link #clear}; then adding may as well {@link #overwrite}. */
    public boolean cleared() {
        return cleared;
    }

    /** {@link #values()} for a caller who overwrites them all. */
    public float[] overwrite() {
        cleared = false;
        return values;
    }

    /** Sum over steps of weight times loss. */
    public double lossSum() {
        return lossSum;
    }

    /** Sum over steps of the weights: the divisor of the mean over unmasked steps. */
    public double weightSum() {
        return weightSum;
    }

    /** Windows that went in: the divisor of sum over time, mean over batch. */
    public long sequences() {
        return sequences;
    }
}
