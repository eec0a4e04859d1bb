package io.backflow.jobs.sequence;

/** Mean and deviation of each feature of a sequence, from the values of its steps so far. Holds nothing itself. */
sealed interface FeatureStatistics permits RunningStatistics, WindowStatistics {

    /** Numbers that are kept; zeros before the first step. */
    int size();

    /** Adds a step to what is {@code kept}, the first {@link #size} numbers of it; NaN is no value. */
    void add(float[] kept, float[] values);

    /** The mean of feature {@code i}; 0 before its first value. */
    float mean(float[] kept, int i);

    /** The scale that they make; a feature of which no value has come has none. */
    FeatureScale scale(float[] kept);

    /** Below this share of the mean a deviation is rounding. */
    double ROUNDING = 1e-6;

    /** A value counts as no further from the mean than so many deviations. */
    int FARTHEST = 10;

    /**
     * A deviation that is safe to divide by. Of a feature that has never moved it is the size of its mean, or 1.
     *
     * @param size of the mean
     * @param doubt what is added in quadrature, for want of values
     */
    static float safe(double size, double variance, double doubt) {
        double rounding = ROUNDING * size;
        if (variance <= rounding * rounding) {
            return (float) Math.max(size, 1);
        }
        return (float) Math.sqrt(variance + doubt * doubt);
    }
}
