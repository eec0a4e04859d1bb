package io.backflow.jobs.config;

import io.backflow.model.InputSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What no section can check alone. */
final class CrossSectionChecks {

    /** In bytes: 1 MiB, which Kafka and the decoder allow, less what a step has besides its features. */
    private static final int LARGEST_STEP = 1_000_000;

    private CrossSectionChecks() {}

    static void check(ModelSpec model, @Nullable NormalizationConfig normalization, TargetConfig target) {
        checkInput(model);
        if (normalization != null) {
            checkNormalization(model, normalization);
        }
        if (target instanceof TargetConfig.Next next) {
            checkNext(model, next);
        }
        parameters(model);
    }

    /** {@code model} with what it sees of times and holds of features because of other sections. */
    static ModelSpec complete(ModelSpec model, @Nullable NormalizationConfig normalization, TargetConfig target) {
        return normalized(timed(model, target), normalization instanceof NormalizationConfig.Global);
    }

    private static ModelSpec normalized(ModelSpec model, boolean global) {
        if (model.input() instanceof InputSpec.Features features && features.normalized() && !global) {
            throw new ConfigException("model.input.normalized is true, but normalization.type is not global;"
                    + " remove it, it follows the normalization");
        }
        return model.normalized(global);
    }

    /** {@code model} with the time of the step that {@code target} is of, if it sees times. */
    private static ModelSpec timed(ModelSpec model, TargetConfig target) {
        int last = target instanceof TargetConfig.Next next ? next.last() : 0;
        int named = model.input() instanceof InputSpec.Features features ? features.timeAhead() : 0;
        if (named != 0 && named != last) {
            throw new ConfigException("model.input.time_ahead is " + named + ", but the "
                    + (last == 0
                            ? "targets are of the steps that carry them"
                            : "last part of the target is " + last + " steps ahead")
                    + "; remove it, it follows the target");
        }
        return model.foretelling(last);
    }

    static void checkShards(ModelSpec model, ServerConfig server) {
        int parameters = parameters(model);
        if (server.shards() > parameters) {
            throw new ConfigException("server.shards is " + server.shards() + ", but the model has only " + parameters
                    + " parameters; use fewer shards");
        }
        int statistics = ParameterLayout.of(model).statistics();
        if (statistics > (parameters + server.shards() - 1) / server.shards()) {
            throw new ConfigException("server.shards is " + server.shards() + ", but one shard must hold the "
                    + statistics + " statistics of normalization.type global, and each has "
                    + (parameters / server.shards()) + " of the model's " + parameters + " parameters; use "
                    + parameters / statistics + " shards or fewer");
        }
    }

    private static void checkInput(ModelSpec model) {
        if (model.input() instanceof InputSpec.Features features && features.size() > LARGEST_STEP / Float.BYTES) {
            throw new ConfigException("model.input.size is " + features.size()
                    + ", and a timestep of so many features is larger than a Kafka record may be; use at most "
                    + LARGEST_STEP / Float.BYTES);
        }
    }

    private static int parameters(ModelSpec model) {
        try {
            return ParameterLayout.of(model).size();
        } catch (ArithmeticException e) {
            throw new ConfigException(
                    "model has more parameters than one vector holds (" + Integer.MAX_VALUE + "); make it smaller", e);
        }
    }

    private static void checkNormalization(ModelSpec model, NormalizationConfig normalization) {
        if (!(model.input() instanceof InputSpec.Features features)) {
            throw new ConfigException(
                    "normalization is set, but model.input.type is tokens, which have no mean; remove it");
        }
        if (normalization instanceof NormalizationConfig.Fixed fixed
                && fixed.mean().size() != features.size()) {
            throw new ConfigException("normalization.mean has " + fixed.mean().size()
                    + " numbers, but model.input.size is " + features.size() + "; give one for each feature");
        }
        if (normalization instanceof NormalizationConfig.Window window) {
            window.check(features.size());
        }
    }

    private static void checkNext(ModelSpec model, TargetConfig.Next next) {
        if (!(model.input() instanceof InputSpec.Features features)) {
            throw new ConfigException("target.type is next, but model.input.type is tokens;"
                    + " send the next token as label and set target.type: given");
        }
        LossSpec loss = model.head().loss();
        int width = model.head().targetWidth();
        if (width == 0) {
            throw new ConfigException("target.type is next, but model.head.loss.type is cross_entropy, which needs"
                    + " labels; set target.type: given or another loss");
        }
        if (next.residual() && loss instanceof LossSpec.BinaryCrossEntropy) {
            throw new ConfigException("target.residual is true, but model.head.loss.type is binary_cross_entropy,"
                    + " whose targets are 0 or 1; set it to false");
        }
        checkColumns(columns(next, features.size()), next, features.size(), width);
    }

    private static List<Integer> columns(TargetConfig.Next next, int features) {
        return next.columns() == null ? IntStream.range(0, features).boxed().toList() : next.columns();
    }

    private static void checkColumns(List<Integer> columns, TargetConfig.Next next, int features, int width) {
        for (int column : columns) {
            if (column < 0 || column >= features) {
                throw new ConfigException("target.columns is " + columns + ", but model.input.size is " + features
                        + "; a column must be from 0 to " + (features - 1));
            }
        }
        int parts = next.horizon().size();
        if (columns.size() * parts != width) {
            throw new ConfigException("target.columns is "
                    + (next.columns() == null ? "absent and so all " + columns.size() + " features" : columns)
                    + (parts == 1 ? "" : " for each of the steps " + next.horizon())
                    + ", but the head predicts " + width + "; set as many columns, or change model.head.units");
        }
    }
}
