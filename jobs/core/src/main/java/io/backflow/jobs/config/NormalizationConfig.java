package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.jobs.sequence.MovingScale;
import io.backflow.jobs.sequence.MovingStatistics;
import io.backflow.model.Check;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/** Z-scores of the features, {@code (x - mean) / deviation}: applied to inputs, and reversed for predictions. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = NormalizationConfig.Fixed.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = NormalizationConfig.Fixed.class, name = "fixed"),
    @JsonSubTypes.Type(value = NormalizationConfig.Global.class, name = "global"),
    @JsonSubTypes.Type(value = NormalizationConfig.Running.class, name = "running"),
    @JsonSubTypes.Type(value = NormalizationConfig.Window.class, name = "window")
})
public sealed interface NormalizationConfig {

    /**
     * The same numbers for all sequences, known before.
     *
     * @param mean a number for each feature
     * @param deviation a number above 0 for each feature
     */
    record Fixed(
            @Key(meaning = "mean of each feature") List<Double> mean,

            @Key(meaning = "standard deviation of each feature, above 0")
            List<Double> deviation)
            implements NormalizationConfig {

        public Fixed {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != deviation.size()) {
                throw new ConfigException("normalization.mean has " + mean.size()
                        + " numbers and normalization.deviation " + deviation.size()
                        + "; give both one for each feature");
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

    /**
     * Moving mean and deviation of the steps of all sequences so far, among the parameters.
     *
     * @param steps steps that they reach back
     */
    record Global(
            @Key(
                    meaning = "number of steps, of all sequences together, that mean and deviation reach back: the"
                            + " newest of more steps counts as one in so many",
                    preset = "100000")
            int steps)
            implements NormalizationConfig {

        /** Whole numbers up to this are whole as floats too. */
        private static final int MOST_STEPS = 1 << 24;

        public Global {
            if (steps < 1 || steps > MOST_STEPS) {
                throw new ConfigException("normalization.steps is " + steps + "; it must be from 1 to " + MOST_STEPS);
            }
        }

        /** What {@code parameters} of {@code model} say; 0 and 1 of a feature of which no value has come. */
        Fixed frozen(ModelSpec model, float[] parameters) {
            MovingScale scale = new MovingScale(statistics(model));
            scale.load(parameters);
            List<Double> mean = new ArrayList<>();
            List<Double> deviation = new ArrayList<>();
            for (int i = 0; i < ((InputSpec.Features) model.input()).size(); i++) {
                boolean known = scale.now().knows(i);
                mean.add(known ? (double) scale.now().restore(0f, i) : 0);
                deviation.add(known ? (double) scale.now().restoreDifference(1f, i) : 1);
            }
            return new Fixed(mean, deviation);
        }

        /** Where they stand among the parameters of {@code model}. */
        public MovingStatistics statistics(ModelSpec model) {
            ParameterLayout layout = ParameterLayout.of(model);
            return new MovingStatistics(((InputSpec.Features) model.input()).size(), layout.learnt(), steps);
        }
    }

    /**
     * Mean and deviation of each sequence's own steps so far.
     *
     * @param steps steps that they reach back
     */
    record Running(
            @Key(
                    meaning = "number of a sequence's steps that its mean and deviation reach back: the newest of more"
                            + " steps counts as one in so many",
                    preset = "1000")
            int steps)
            implements NormalizationConfig {

        public Running {
            Check.positive("normalization.steps", steps);
        }
    }

    /**
     * Mean and deviation of the newest steps of each sequence, the step itself included.
     *
     * @param steps how many
     */
    record Window(
            @Key(
                    meaning = "number of a sequence's newest values that its mean and deviation are of, 2 or more",
                    preset = "100")
            int steps)
            implements NormalizationConfig {

        /** Numbers that are kept of one sequence: 256 KiB. */
        static final int MOST_KEPT = 65_536;

        public Window {
            if (steps < 2) {
                throw new ConfigException("normalization.steps is " + steps + "; a deviation needs 2 values, raise it");
            }
        }

        /** Refuses a window that is too large to keep. */
        void check(int features) {
            if ((steps + 1L) * features > MOST_KEPT) {
                throw new ConfigException("normalization.steps is " + steps + ", and so many values of "
                        + features + " features are kept of each sequence; at most " + MOST_KEPT
                        + " numbers are, lower it or set normalization.type: running");
            }
        }
    }
}
