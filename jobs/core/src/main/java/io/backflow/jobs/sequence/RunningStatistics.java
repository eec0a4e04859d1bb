package io.backflow.jobs.sequence;

/**
 * Mean and variance of each feature over the steps of a sequence so far, in which newer steps count more once there are
 * many: step {@code n} counts {@code 1 / min(n, steps)} (the incremental update of West, "Updating Mean and Variance
 * Estimates", 1979, with that floor under the weight of the newest).
 *
 * <p>The deviation is safe to divide by. Few values say little of a deviation, so {@code (mean / n)} is added to it, in
 * quadrature; of a feature that has never moved it is the size of its mean, or 1. A value counts as no further from the
 * mean than ten deviations, so that one outlier does not decide what is near for those after it.
 */
final class RunningStatistics implements FeatureStatistics {

    /** Steps that statistics reach back, unless a number is given. */
    static final int STEPS = 1000;

    private final int features;
    private final int steps;

    /** @param steps how far they reach back */
    RunningStatistics(int features, int steps) {
        this.features = features;
        this.steps = steps;
    }

    /** Means, variances, counts. */
    @Override
    public int size() {
        return 3 * features;
    }

    @Override
    public void add(float[] kept, float[] values) {
        for (int i = 0; i < features; i++) {
            if (!Float.isNaN(values[i])) {
                add(kept, values[i], i);
            }
        }
    }

    private void add(float[] kept, double value, int i) {
        float before = kept[2 * features + i];
        float count = Math.min(before + 1, steps);
        double mean = kept[i];
        double difference = value - mean;
        if (before >= FARTHEST) {
            double most = FARTHEST * deviation(kept, i);
            difference = Math.max(-most, Math.min(most, difference));
        }
        double share = 1.0 / count;
        double variance = (1 - share) * (kept[features + i] + share * difference * difference);
        kept[i] = (float) (mean + share * difference);
        kept[features + i] = (float) Math.min(variance, Float.MAX_VALUE);
        kept[2 * features + i] = count;
    }

    @Override
    public float mean(float[] kept, int i) {
        return kept[i];
    }

    private float deviation(float[] kept, int i) {
        double size = Math.abs(kept[i]);
        return FeatureStatistics.safe(size, kept[features + i], size / kept[2 * features + i]);
    }

    @Override
    public FeatureScale scale(float[] kept) {
        float[] mean = new float[features];
        float[] deviation = new float[features];
        for (int i = 0; i < features; i++) {
            mean[i] = kept[2 * features + i] == 0 ? Float.NaN : kept[i];
            deviation[i] = deviation(kept, i);
        }
        return new FeatureScale(mean, deviation);
    }
}
