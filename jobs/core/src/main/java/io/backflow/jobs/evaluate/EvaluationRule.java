package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is forecast, and what it is compared with.
 *
 * @param targets where the truth comes from
 * @param width numbers in a truth of one step
 * @param deviation the unit of each; null: its deviation over the steps that may be learnt from
 * @param settings of the comparison
 */
public record EvaluationRule(TargetRule targets, int width, double @Nullable [] deviation, Settings settings) {

    /**
     * How forecasts are compared.
     *
     * @param order of the autoregression, from 1
     * @param period of the seasonal forecast, in steps; 0: found
     * @param longestPeriod that is looked for where it is to be found, in steps
     * @param firstStep forecasts count that are made after this step of an episode, counted from 0, or a later one
     */
    public record Settings(int order, int period, int longestPeriod, int firstStep) {

        public Settings {
            between("order of the autoregression", order, 1, 64);
            between("period", period, 0, 10_000);
            between("longest period", longestPeriod, 2, 10_000);
            if (firstStep < Math.max(1, order - 1)) {
                throw new ConfigException("the first step that counts is " + firstStep
                        + ", but an autoregression of order " + order + " has all it needs at step "
                        + Math.max(1, order - 1) + "; raise the step, or lower the order");
            }
        }

        private static void between(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new ConfigException(
                        "the " + name + " is " + value + "; it must be from " + least + " to " + most);
            }
        }
    }

    /**
     * What a model of {@code spec} forecasts.
     *
     * @throws ConfigException where these are not numbers
     */
    public static EvaluationRule of(ForecastSpec spec, Settings settings) {
        HeadSpec head = spec.model().head();
        if (head.loss() instanceof LossSpec.CrossEntropy || head.loss() instanceof LossSpec.BinaryCrossEntropy) {
            throw new ConfigException(
                    "model.head.loss is " + head.loss().getClass().getSimpleName()
                            + ", which forecasts classes; evaluate compares forecasts of numbers (mse, huber, quantile,"
                            + " gaussian_nll), read the loss of classes in the topic progress");
        }
        TargetRule targets = spec.target().rule(head.targetWidth());
        int width = head.targetWidth() / targets.parts();
        return new EvaluationRule(targets, width, deviation(spec, targets), settings);
    }

    private static double @Nullable [] deviation(ForecastSpec spec, TargetRule targets) {
        if (!(spec.normalization() instanceof NormalizationConfig.Fixed fixed)
                || !(spec.target() instanceof TargetConfig.Next)) {
            return null;
        }
        List<Double> all = fixed.deviation();
        int[] columns = targets.columns();
        double[] deviation = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            deviation[i] = all.get(columns[i]);
        }
        return deviation;
    }

    /** Whether the truth of a step comes with the step itself. */
    boolean given() {
        return targets.stepsAhead() == 0;
    }

    /** How many steps lie between what a baseline knows and what part {@code part} is about. */
    int ahead(int part) {
        return Math.max(1, targets.stepsAhead(part));
    }

    int longestAhead() {
        return Math.max(1, targets.stepsAhead());
    }
}
