package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.Reduction;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * How a gradient moves the parameters.
 *
 * @param rule the update rule
 * @param learningRate the rate by the number of updates done
 * @param clipNorm global norm to which a larger gradient is scaled down; infinite: never; null: chosen, see
 *     {@link JobConfig#clipNorm}
 * @param windowNorm norm of one window's gradient, for each of its steps, beyond which the window counts the less the
 *     larger it is; infinite: never
 * @param reduction what a summed loss is divided by
 */
public record OptimizerConfig(
        @Key(meaning = "the update rule", preset = "{type: adam}")
        Optimizer rule,

        @Key(meaning = "the learning rate by the number of updates done", preset = "{type: constant, base: 0.001}")
        Schedule learningRate,

        @Key(
                meaning = "global norm to which a larger gradient is scaled down, `.inf`: never; absent: 1, or with"
                        + " `reduction: sum_over_time` 1 for each step that a loss is summed over",
                optional = true)
        @Nullable
        Double clipNorm,

        @Key(
                meaning =
                        "norm of one window's gradient, for each of its steps, beyond which the window counts the less"
                                + " the larger it is, `.inf`: never; ten times the median of its minibatch always counts in full",
                preset = "100")
        double windowNorm,

        @Key(meaning = "what a summed loss is divided by: its weights, or the number of windows", preset = "mean")
        Reduction reduction) {

    private static void positive(String setting, double value) {
        if (value != Double.POSITIVE_INFINITY) {
            Check.positive(setting, value);
        }
    }

    public OptimizerConfig {
        if (clipNorm != null) {
            positive("optimizer.clip_norm", clipNorm);
        }
        positive("optimizer.window_norm", windowNorm);
    }
}
