package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.model.Check;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where the targets come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TargetConfig.Given.class, name = "given"),
    @JsonSubTypes.Type(value = TargetConfig.Next.class, name = "next"),
    @JsonSubTypes.Type(value = TargetConfig.Delayed.class, name = "delayed")
})
public sealed interface TargetConfig {

    /**
     * The rule that it makes.
     *
     * @param width of the head's target
     */
    default TargetRule rule(int width) {
        if (!(this instanceof Next next)) {
            return TargetRule.GIVEN;
        }
        List<Integer> columns = next.columns();
        int parts = next.horizon().size();
        return new TargetRule(
                next.horizon().stream().mapToInt(Integer::intValue).toArray(),
                columns != null
                        ? columns.stream().mapToInt(Integer::intValue).toArray()
                        : IntStream.range(0, width / parts).toArray());
    }

    /** A copy of {@code steps}; throws where they are not ascending numbers above 0. */
    static List<Integer> ascending(String key, List<Integer> steps) {
        boolean ascending = !steps.isEmpty() && steps.get(0) > 0;
        for (int i = 1; i < steps.size(); i++) {
            ascending &= steps.get(i) > steps.get(i - 1);
        }
        if (!ascending) {
            throw new ConfigException(key + " is " + steps
                    + "; name at least one step, each above the one before, such as [1, 2, 3, 6, 12]");
        }
        return List.copyOf(steps);
    }

    /** Each timestep carries its own target or label. */
    record Given() implements TargetConfig {}

    /**
     * Each timestep's target or label becomes known later, and comes in a record of its own.
     *
     * @param maxWait how long after a step's event time it may become known
     * @param maxSteps how many steps of a sequence wait for theirs at most, and how many wait for their step
     */
    record Delayed(
            @Key(
                    meaning = "how long after its step a label may become known, in event time; a step whose wait is"
                            + " over has none, and a label that becomes known later goes to the dead letters")
            Duration maxWait,

            @Key(
                    meaning = "maximum number of steps of one sequence that wait for their label, and of labels that"
                            + " wait for their step; beyond it the oldest step has none, and the oldest label goes to"
                            + " the dead letters",
                    preset = "1000")
            int maxSteps)
            implements TargetConfig {

        /** A century: sums of event times and waits do not overflow. */
        private static final Duration LONGEST = Duration.ofDays(36525);

        public Delayed {
            DurationChecks.positive("target.max_wait", maxWait);
            if (maxWait.compareTo(LONGEST) > 0) {
                throw new ConfigException("target.max_wait is " + maxWait + "; it must be at most 36525d");
            }
            Check.positive("target.max_steps", maxSteps);
        }
    }

    /**
     * The features of a later step of the same sequence.
     *
     * @param stepsAhead how many steps later
     * @param columns which features, in the order of the head's outputs; null: all of them
     * @param steps how many steps later each part of the target is, if it has several; null: {@code stepsAhead} alone
     * @param residual whether the network learns the change from the features of the present step
     */
    record Next(
            @Key(meaning = "how many steps ahead the target is", preset = "1")
            int stepsAhead,

            @Key(
                    meaning = "indices of the features to forecast, from 0, in the order of the head's outputs; absent:"
                            + " all",
                    optional = true)
            @Nullable
            List<Integer> columns,

            @Key(
                    meaning = "whether the network forecasts the change from the present features instead of their"
                            + " value",
                    preset = "false")
            boolean residual,

            @Key(
                    meaning = "how many steps ahead each part of the target is, ascending, such as `[1, 2, 3, 6, 12]`:"
                            + " the head has outputs for each of these steps, which are trained together; absent: for"
                            + " `target.steps_ahead` alone",
                    optional = true)
            @Nullable
            List<Integer> steps)
            implements TargetConfig {

        /** With one step. */
        public Next(int stepsAhead, @Nullable List<Integer> columns, boolean residual) {
            this(stepsAhead, columns, residual, null);
        }

        public Next {
            Check.positive("target.steps_ahead", stepsAhead);
            if (steps != null) {
                steps = ascending("target.steps", steps);
                if (stepsAhead != 1) {
                    throw new ConfigException(
                            "target.steps and target.steps_ahead are both set; remove target.steps_ahead");
                }
            }
            if (columns != null) {
                columns = List.copyOf(columns);
                if (columns.isEmpty()) {
                    throw new ConfigException("target.columns is empty; name at least one feature or leave it out");
                }
                if (new HashSet<>(columns).size() != columns.size()) {
                    throw new ConfigException("target.columns is " + columns + "; name each feature once");
                }
            }
        }

        /** How many steps ahead each part of the target is, ascending. */
        public List<Integer> horizon() {
            return steps == null ? List.of(stepsAhead) : steps;
        }

        /** How many steps ahead the last part of the target is. */
        public int last() {
            return horizon().get(horizon().size() - 1);
        }
    }
}
