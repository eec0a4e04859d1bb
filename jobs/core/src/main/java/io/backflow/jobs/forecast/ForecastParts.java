package io.backflow.jobs.forecast;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.FeatureScale;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.ModelSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a stream and a network's inputs and outputs.
 *
 * @param spec the network
 * @param scale of its inputs
 * @param targets where targets come from
 * @param codec of its outputs
 */
public record ForecastParts(ModelSpec spec, FeatureScale scale, TargetRule targets, TargetCodec codec) {

    /** Those of {@code spec}. */
    public static ForecastParts of(ForecastSpec spec) {
        FeatureScale scale = scale(spec.normalization());
        TargetRule targets = spec.target().rule(spec.model().head().targetWidth());
        boolean residual = spec.target() instanceof TargetConfig.Next next && next.residual();
        return new ForecastParts(
                spec.model(), scale, targets, TargetCodec.of(spec.model().head(), targets, residual, scale));
    }

    /** Steps as rows of a minibatch. */
    public BatchRow rows() {
        return new BatchRow(spec, scale, codec);
    }

    /** Those of a network for the next step that is fed its forecasts: as if it had outputs for all of these steps. */
    public ForecastParts fedBack(int... ahead) {
        HeadSpec head =
                new HeadSpec(ahead.length * spec.head().units(), spec.head().loss());
        TargetRule later = new TargetRule(ahead, targets.columns());
        return new ForecastParts(
                new ModelSpec(spec.input(), spec.layers(), head),
                scale,
                later,
                TargetCodec.of(head, later, codec.residual(), scale));
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
