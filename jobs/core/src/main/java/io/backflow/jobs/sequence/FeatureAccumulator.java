package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.List;

/**
 * Adds up the values of features for {@link MovingStatistics}. A value counts as no further from the mean than ten
 * deviations, those of the parameters in use; while these say nothing, those of the values added up before it. Steps of
 * weight 0, and values that did not come, do not count. Not thread-safe.
 */
public final class FeatureAccumulator {

    private final MovingStatistics statistics;
    private final int features;
    private final double[] sums;

    /** By feature, the least and the most that a value counts as; NaN: the parameters say nothing. */
    private final double[] least;

    private final double[] most;

    /** @param statistics that the sums are for */
    public FeatureAccumulator(MovingStatistics statistics) {
        this.statistics = statistics;
        features = statistics.features();
        sums = new double[FeatureSums.NUMBERS * features];
        least = new double[features];
        most = new double[features];
        Arrays.fill(least, Double.NaN);
        Arrays.fill(most, Double.NaN);
    }

    /** Values that are added from now on are compared with what {@code parameters} say. */
    public void load(float[] parameters) {
        FeatureScale scale = statistics.scale(parameters);
        for (int i = 0; i < features; i++) {
            boolean known = statistics.knows(parameters, i);
            least[i] = known ? scale.farthest(i, -FeatureStatistics.FARTHEST) : Double.NaN;
            most[i] = known ? scale.farthest(i, FeatureStatistics.FARTHEST) : Double.NaN;
        }
    }

    /** Adds the values that came with {@code steps}. */
    public void add(List<Step> steps) {
        for (Step step : steps) {
            if (!step.imputed() && step.weight() > 0) {
                add(step);
            }
        }
    }

    private void add(Step step) {
        for (int i = 0; i < features; i++) {
            float came = step.features()[i];
            if (step.has(i) && Float.isFinite(came)) {
                double value = near(came, i);
                sums[i]++;
                sums[features + i] += value;
                sums[2 * features + i] += value * value;
            }
        }
    }

    private double near(double value, int i) {
        if (!Double.isNaN(least[i])) {
            return Math.max(least[i], Math.min(most[i], value));
        }
        double count = sums[i];
        if (count < FeatureStatistics.FARTHEST) {
            return value;
        }
        double mean = sums[features + i] / count;
        double variance = Math.max(0, sums[2 * features + i] / count - mean * mean);
        double farthest = FeatureStatistics.FARTHEST * (double) statistics.deviation(count, mean, variance);
        return Math.max(mean - farthest, Math.min(mean + farthest, value));
    }

    /** What was added up since the last call; {@link FeatureSums#NONE} where no value was. */
    public FeatureSums take() {
        boolean any = false;
        for (int i = 0; i < features; i++) {
            any |= sums[i] > 0;
        }
        if (!any) {
            return FeatureSums.NONE;
        }
        FeatureSums taken = new FeatureSums(sums.clone());
        Arrays.fill(sums, 0);
        return taken;
    }
}
