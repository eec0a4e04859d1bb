package io.backflow.jobs.forecast;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.JobScale;
import io.backflow.jobs.sequence.MovingScale;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a stream and a network's inputs and outputs.
 *
 * @param spec the network
 * @param scale of its inputs
 * @param targets where targets come from
 * @param codec of its outputs
 * @param features what the past of a sequence says of its features
 */
public record ForecastParts(
        ModelSpec spec, JobScale scale, TargetRule targets, TargetCodec codec, FeatureRule features) {

    /** Those of {@code spec}. */
    public static ForecastParts of(ForecastSpec spec) {
        JobScale scale = scale(spec);
        TargetRule targets = spec.target().rule(spec.model().head().targetWidth());
        boolean residual = spec.target() instanceof TargetConfig.Next next && next.residual();
        return new ForecastParts(
                spec.model(),
                scale,
                targets,
                TargetCodec.of(spec.model().head(), targets, residual, scale),
                features(spec));
    }

    /** Steps as rows of a minibatch. */
    public BatchRow rows() {
        return new BatchRow(spec, scale, codec);
    }

    /** Those of a network for the next step that is fed its forecasts: as if it had outputs for all of these steps. */
    public ForecastParts fedBack(int... ahead) {
        HeadSpec head = new HeadSpec(
                ahead.length * spec.head().units(),
                spec.head().loss(),
                spec.head().skip());
        TargetRule later = new TargetRule(ahead, targets.columns());
        return new ForecastParts(
                new ModelSpec(spec.input(), spec.layers(), head),
                scale,
                later,
                TargetCodec.of(head, later, codec.residual(), scale),
                features);
    }

    private static JobScale scale(ForecastSpec spec) {
        return spec.normalization() instanceof NormalizationConfig.Global global
                ? new MovingScale(global.statistics(spec.model()))
                : fixed(spec.normalization());
    }

    private static FeatureScale fixed(@Nullable NormalizationConfig normalization) {
        return normalization instanceof NormalizationConfig.Fixed fixed
                ? new FeatureScale(floats(fixed.mean()), floats(fixed.deviation()))
                : FeatureScale.NONE;
    }

    private static FeatureRule features(ForecastSpec spec) {
        if (!(spec.model().input() instanceof InputSpec.Features input)) {
            return FeatureRule.NONE;
        }
        FeatureRule.Fill[] fills = new FeatureRule.Fill[input.size()];
        Arrays.setAll(fills, i -> fill(input.missing(i)));
        FeatureRule rule = rule(spec.normalization(), fills);
        return input.timeFeatures().isEmpty() ? rule : rule.seeingTimes();
    }

    private static FeatureRule rule(@Nullable NormalizationConfig normalization, FeatureRule.Fill... fills) {
        if (normalization instanceof NormalizationConfig.Window window) {
            return FeatureRule.ofWindows(window.steps(), fills);
        }
        int steps = normalization instanceof NormalizationConfig.Running running ? running.steps() : 0;
        return new FeatureRule(fixed(normalization), steps, fills);
    }

    private static FeatureRule.Fill fill(InputSpec.Missing missing) {
        return switch (missing) {
            case REJECT -> FeatureRule.Fill.NONE;
            case LAST, MASK -> FeatureRule.Fill.LAST;
            case MEAN -> FeatureRule.Fill.MEAN;
        };
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
