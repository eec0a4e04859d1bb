package io.backflow.jobs.config;

import java.util.List;

/**
 * Z-scores of the features, {@code (x - mean) / deviation}: applied to inputs, and reversed for predictions.
 *
 * @param mean a number for each feature
 * @param deviation a number above 0 for each feature
 */
public record NormalizationConfig(
        @Key(meaning = "mean of each feature") List<Double> mean,

        @Key(meaning = "standard deviation of each feature, above 0")
        List<Double> deviation) {

    public NormalizationConfig {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size()) {
            throw new ConfigException("normalization.mean has " + mean.size() + " numbers and normalization.deviation "
                    + deviation.size() + "; give both one for each feature");
        }
        for (int i = 0; i < mean.size(); i++) {
            if (!Double.isFinite(mean.get(i))) {
                throw new ConfigException(
                        "normalization.mean[" + i + "] is " + mean.get(i) + "; it must be a finite number");
            }
            if (!(deviation.get(i) > 0) || Double.isInfinite(deviation.get(i))) {
                throw new ConfigException("normalization.deviation[" + i + "] is " + deviation.get(i)
                        + "; it must be a finite number above 0 (1 leaves a feature that never moves as it is)");
            }
        }
    }
}
