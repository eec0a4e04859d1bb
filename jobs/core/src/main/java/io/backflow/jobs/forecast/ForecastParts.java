package io.backflow.jobs.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.FeatureScale;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.ModelSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of a network's inputs and outputs.
 *
 * @param spec the network
 * @param scale of its inputs
 * @param targets where targets come from
 * @param codec of its outputs
 * @param selection which predictions are published
 */
public record ForecastParts(
        ModelSpec spec, FeatureScale scale, TargetRule targets, TargetCodec codec, PredictionSelection selection) {

    /** Those of {@code config}. */
    public static ForecastParts of(JobConfig config) {
        FeatureScale scale = scale(config.normalization());
        TargetRule targets = targets(config);
        boolean residual = config.target() instanceof TargetConfig.Next next && next.residual();
        return new ForecastParts(
                config.model(),
                scale,
                targets,
                TargetCodec.of(config.model().head(), targets, residual, scale),
                new PredictionSelection(
                        config.predictions().publish().share(),
                        config.predictions().classes(config.model())));
    }

    /** Steps as rows of a minibatch. */
    public BatchRow rows() {
        return new BatchRow(spec, scale, codec);
    }

    private static TargetRule targets(JobConfig config) {
        if (!(config.target() instanceof TargetConfig.Next next)) {
            return TargetRule.GIVEN;
        }
        List<Integer> columns = next.columns();
        int[] indices = columns != null
                ? columns.stream().mapToInt(Integer::intValue).toArray()
                : IntStream.range(0, config.model().head().targetWidth()).toArray();
        return new TargetRule(next.stepsAhead(), indices);
    }

    private static FeatureScale scale(@Nullable NormalizationConfig normalization) {
        return normalization == null
                ? new FeatureScale(null, null)
                : new FeatureScale(floats(normalization.mean()), floats(normalization.deviation()));
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
