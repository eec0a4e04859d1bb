package io.backflow.jobs.sequence;

import java.util.Arrays;

/**
 * Moving mean and variance of each feature over the steps of all sequences, kept in a flat parameter vector: where they
 * stand in it, and how they move. {@code mean [2, F]}, the second row of which is what rounding left of the first, then
 * {@code variance [F]} and {@code count [F]}. Zeros before the first value. Holds nothing itself.
 *
 * <p>The mean of {@code n} new values and what was known before are weighted by how many values they are of, and what
 * was known before by so many that both together are {@code steps} at most (Chan, Golub and LeVeque, "Updating Formulae
 * and a Pairwise Algorithm for Computing Sample Variances", 1979, with that bound). The deviation is safe to divide by:
 * until there are {@code steps} values, {@code mean (1 / n - 1 / steps)} is added to it, in quadrature, and of a
 * feature that has never moved it is the size of its mean, or 1.
 */
public final class MovingStatistics {

    private static final int NUMBERS = 4;

    private final int features;
    private final int from;
    private final int steps;

    /**
     * @param from index of the first in the vector
     * @param steps how many values they reach back
     */
    public MovingStatistics(int features, int from, int steps) {
        this.features = features;
        this.from = from;
        this.steps = steps;
    }

    /** The same in a part of the vector that begins at index {@code offset}. */
    public MovingStatistics within(int offset) {
        return new MovingStatistics(features, from - offset, steps);
    }

    /** How many numbers they are. */
    public int size() {
        return NUMBERS * features;
    }

    int features() {
        return features;
    }

    private double mean(float[] vector, int i) {
        return (double) vector[from + i] + vector[from + features + i];
    }

    private int variance(int i) {
        return from + 2 * features + i;
    }

    private int count(int i) {
        return from + 3 * features + i;
    }

    /** Moves on by what {@code sums} are of. */
    public void add(float[] vector, FeatureSums sums) {
        for (int i = 0; i < features; i++) {
            double n = sums.values()[i];
            if (n > 0) {
                add(vector, i, n, sums.values()[features + i] / n, sums.values()[2 * features + i] / n);
            }
        }
    }

    private void add(float[] vector, int i, double n, double newMean, double newSquare) {
        double all = Math.min(vector[count(i)] + n, Math.max(steps, n));
        double share = n / all;
        double newVariance = Math.max(0, newSquare - newMean * newMean);
        double mean = mean(vector, i);
        double difference = newMean - mean;
        double variance = (1 - share) * (vector[variance(i)] + share * difference * difference) + share * newVariance;
        double moved = mean + share * difference;
        vector[from + i] = (float) moved;
        vector[from + features + i] = (float) (moved - (float) moved);
        vector[variance(i)] = (float) Math.min(variance, Float.MAX_VALUE);
        vector[count(i)] = (float) Math.min(all, steps);
    }

    /** The scale that they make; a feature of which no value has come has none. */
    FeatureScale scale(float[] vector) {
        float[] means = new float[features];
        float[] deviations = new float[features];
        for (int i = 0; i < features; i++) {
            boolean known = vector[count(i)] > 0;
            means[i] = known ? vector[from + i] : Float.NaN;
            deviations[i] = known ? deviation(vector[count(i)], mean(vector, i), vector[variance(i)]) : 1f;
        }
        return new FeatureScale(means, deviations);
    }

    /** The scale of a vector without any statistics. */
    FeatureScale unknown() {
        float[] means = new float[features];
        float[] deviations = new float[features];
        Arrays.fill(means, Float.NaN);
        Arrays.fill(deviations, 1f);
        return new FeatureScale(means, deviations);
    }

    /** Whether enough is known of feature {@code i} to tell which values are far off. */
    boolean knows(float[] vector, int i) {
        return vector[count(i)] >= FeatureStatistics.FARTHEST;
    }

    /** A deviation to divide by, of {@code count} values. */
    float deviation(double count, double mean, double variance) {
        double size = Math.abs(mean);
        return FeatureStatistics.safe(size, variance, Math.max(0, size / count - size / steps));
    }
}
