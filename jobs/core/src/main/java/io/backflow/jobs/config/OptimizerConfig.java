package io.backflow.jobs.config;

import io.backflow.model.Reduction;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * How a gradient moves the parameters.
 *
 * @param rule the update rule
 * @param learningRate the rate by the number of updates done; null: chosen, see {@link #schedule}
 * @param clipNorm global norm to which a larger gradient is scaled down; infinite: never; null: chosen, see
 *     {@link JobConfig#clipNorm}
 * @param windowNorm norm of one window's gradient, for each of its steps, beyond which the window counts the less the
 *     larger it is; infinite: never
 * @param reduction what a summed loss is divided by
 */
public record OptimizerConfig(
        @Key(meaning = "the update rule", preset = "{type: adam}")
        Optimizer rule,

        @Key(
                meaning = "the learning rate, as a function of the number of updates; absent: 0.001, or none with"
                        + " `cocob`, which needs none",
                optional = true)
        @Nullable
        Schedule learningRate,

        @Key(
                meaning = "maximum global norm of a gradient; a longer gradient is scaled down to it; `Infinity`: no"
                        + " maximum; absent: 10, or with `reduction: sum_over_time` 10 for each step that a loss is"
                        + " summed over",
                optional = true)
        @Nullable
        Double clipNorm,

        @Key(
                meaning = "norm of the gradient of one window, for each of its steps, beyond which the window counts"
                        + " the less the larger it is; `Infinity`: never; up to ten times the median of its minibatch"
                        + " a window counts in full",
                preset = "20")
        double windowNorm,

        @Key(
                meaning = "what a summed loss is divided by: the sum of its weights (`mean`), or the number of"
                        + " windows (`sum_over_time`)",
                preset = "mean")
        Reduction reduction) {

    /** Default of {@code clipNorm} for the gradient of a mean loss. */
    static final double CLIP_NORM = 10;

    private static final Schedule RATE = new ConstantRate(0.001);
    private static final Schedule CHOSEN = new ConstantRate(1);

    public OptimizerConfig {
        if (rule.choosesRate() && learningRate != null && !learningRate.equals(CHOSEN)) {
            throw new ConfigException(
                    "optimizer.learning_rate is set, but optimizer.rule: cocob finds the length of its"
                            + " steps itself; remove optimizer.learning_rate");
        }
        if (clipNorm != null) {
            checkBound("optimizer.clip_norm", clipNorm);
        }
        checkBound("optimizer.window_norm", windowNorm);
    }

    /** The learning rate by the number of updates done. */
    public Schedule schedule() {
        if (learningRate != null) {
            return learningRate;
        }
        return rule.choosesRate() ? CHOSEN : RATE;
    }

    private static void checkBound(String setting, double value) {
        if (!(value > 0)) {
            throw new ConfigException(setting + " is " + value + "; it must be above 0, or Infinity for no bound");
        }
    }
}
