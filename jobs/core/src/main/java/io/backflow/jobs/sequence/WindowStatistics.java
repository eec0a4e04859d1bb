package io.backflow.jobs.sequence;

/**
 * Mean and deviation of each feature over the newest values of a sequence, which count alike: the instance
 * normalisation of Kim et al., "Reversible Instance Normalization for Accurate Time-Series Forecasting against
 * Distribution Shift" (2022), of the window that ends with the step. What they scale by a learnt factor and offset
 * besides, the kernels and biases of the first layer and the head do.
 *
 * <p>Until the window is full, few values say little of a deviation, so {@code mean (1 / n - 1 / steps)} is added to
 * it, in quadrature. A value counts as no further from the mean than ten deviations of those before, once there are
 * ten, so that one outlier does not decide what is near while it is in the window.
 */
final class WindowStatistics implements FeatureStatistics {

    private final int features;
    private final int steps;

    /** @param steps values of a window */
    WindowStatistics(int features, int steps) {
        this.features = features;
        this.steps = steps;
    }

    /** For each feature, its values in a ring, then how many have come: as they are up to the window, else in turn. */
    @Override
    public int size() {
        return features * (steps + 1);
    }

    private int from(int i) {
        return i * (steps + 1);
    }

    private int count(float[] kept, int i) {
        return (int) kept[from(i) + steps];
    }

    private int held(float[] kept, int i) {
        return Math.min(count(kept, i), steps);
    }

    @Override
    public void add(float[] kept, float[] values) {
        for (int i = 0; i < features; i++) {
            if (!Float.isNaN(values[i])) {
                add(kept, values[i], i);
            }
        }
    }

    private void add(float[] kept, float value, int i) {
        int count = count(kept, i);
        float near = value;
        if (count >= FARTHEST) {
            float mean = mean(kept, i);
            float most = FARTHEST * deviation(kept, i, mean);
            near = Math.max(mean - most, Math.min(mean + most, value));
        }
        kept[from(i) + count % steps] = near;
        kept[from(i) + steps] = count + 1 < 2 * steps ? count + 1 : steps;
    }

    @Override
    public float mean(float[] kept, int i) {
        int held = held(kept, i);
        double sum = 0;
        for (int t = from(i); t < from(i) + held; t++) {
            sum += kept[t];
        }
        return held == 0 ? 0f : (float) (sum / held);
    }

    private float deviation(float[] kept, int i, float mean) {
        int held = held(kept, i);
        double sum = 0;
        for (int t = from(i); t < from(i) + held; t++) {
            double difference = kept[t] - (double) mean;
            sum += difference * difference;
        }
        if (held == 0) {
            return 1f;
        }
        double size = Math.abs(mean);
        return FeatureStatistics.safe(size, sum / held, size / held - size / steps);
    }

    @Override
    public FeatureScale scale(float[] kept) {
        float[] means = new float[features];
        float[] deviations = new float[features];
        for (int i = 0; i < features; i++) {
            float mean = mean(kept, i);
            means[i] = count(kept, i) == 0 ? Float.NaN : mean;
            deviations[i] = deviation(kept, i, mean);
        }
        return new FeatureScale(means, deviations);
    }
}
