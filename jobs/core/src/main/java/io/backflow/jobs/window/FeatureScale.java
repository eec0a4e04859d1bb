package io.backflow.jobs.window;

import org.jspecify.annotations.Nullable;

/**
 * Z-scores: {@code (x - mean) / deviation} for each feature.
 *
 * @param mean by feature; null: features are taken as they are
 * @param deviation by feature, above 0
 */
public record FeatureScale(float @Nullable [] mean, float @Nullable [] deviation) {

    /** A value of the stream in normalised units. */
    public float normalise(float value, int feature) {
        return mean == null || deviation == null ? value : (value - mean[feature]) / deviation[feature];
    }

    float restore(float value, int feature) {
        return mean == null || deviation == null ? value : value * deviation[feature] + mean[feature];
    }

    /** Difference of two values in normalised units, brought back to the stream's. */
    float restoreDifference(float value, int feature) {
        return deviation == null ? value : value * deviation[feature];
    }
}
