package io.backflow.jobs.sequence;

import org.jspecify.annotations.Nullable;

/**
 * Z-scores: {@code (x - mean) / deviation} for each feature.
 *
 * @param mean by feature, NaN where nothing is known of it; null: features are taken as they are
 * @param deviation by feature, above 0
 */
public record FeatureScale(float @Nullable [] mean, float @Nullable [] deviation) implements JobScale {

    /** Leaves features as they are. */
    public static final FeatureScale NONE = new FeatureScale(null, null);

    @Override
    public FeatureScale now() {
        return this;
    }

    /** A value of the stream in normalised units. */
    public float normalise(float value, int feature) {
        return mean == null || deviation == null ? value : (value - mean[feature]) / deviation[feature];
    }

    /** A value of the stream as an input of the network: normalised, and 0 where nothing is known of the feature. */
    public float input(float value, int feature) {
        return knows(feature) ? normalise(value, feature) : 0f;
    }

    /** Writes the first {@code count} of {@code features} as inputs of the network to {@code out} from {@code at}. */
    public void inputs(float[] features, int count, float[] out, int at) {
        if (mean == null) {
            System.arraycopy(features, 0, out, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out[at + i] = input(features[i], i);
        }
    }

    /** Whether {@code feature} can be scaled, and so be forecast. */
    public boolean knows(int feature) {
        return mean == null || !Float.isNaN(mean[feature]);
    }

    /** A value in normalised units, brought back to the stream's. */
    public float restore(float value, int feature) {
        return mean == null || deviation == null ? value : value * deviation[feature] + mean[feature];
    }

    /** The value of the stream that is {@code deviations} from the mean. */
    double farthest(int feature, double deviations) {
        return restore(0f, feature) + deviations * restoreDifference(1f, feature);
    }

    /** Difference of two values in normalised units, brought back to the stream's. */
    public float restoreDifference(float value, int feature) {
        return deviation == null ? value : value * deviation[feature];
    }
}
