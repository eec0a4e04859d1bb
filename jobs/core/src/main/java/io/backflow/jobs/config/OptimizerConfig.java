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
 * @param clipNorm global norm to which a larger gradient is scaled down; null: never
 * @param reduction what a summed loss is divided by
 */
public record OptimizerConfig(
        @Key(meaning = "the update rule", preset = "{type: adam}")
        Optimizer rule,

        @Key(
                meaning = "the learning rate, as a function of the number of updates",
                preset = "{type: constant, base: 0.001}")
        Schedule learningRate,

        @Key(
                meaning = "maximum global norm of a gradient; a longer gradient is scaled down to it; absent: no"
                        + " maximum",
                optional = true)
        @Nullable
        Double clipNorm,

        @Key(
                meaning = "what a summed loss is divided by: the sum of its weights (`mean`), or the number of"
                        + " windows (`sum_over_time`)",
                preset = "mean")
        Reduction reduction) {

    public OptimizerConfig {
        if (clipNorm != null) {
            Check.positive("optimizer.clip_norm", clipNorm.doubleValue());
        }
    }
}
