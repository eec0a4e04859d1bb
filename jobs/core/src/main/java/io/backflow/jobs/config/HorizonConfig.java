package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import io.backflow.model.ModelSpec;
import io.backflow.model.horizon.OnlineLimits;
import io.backflow.model.horizon.OnlineMethod;
import io.backflow.model.horizon.Overlap;
import org.jspecify.annotations.Nullable;

/** How far back in time a loss gives credit. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HorizonConfig.Truncated.class, name = "truncated"),
    @JsonSubTypes.Type(value = HorizonConfig.Full.class, name = "full"),
    @JsonSubTypes.Type(value = HorizonConfig.Online.class, name = "online")
})
public sealed interface HorizonConfig {

    /** How many new steps make a training window. */
    int every();

    /** Steps whose losses one window's gradient is of at most. */
    default int summedSteps() {
        return every();
    }

    /** The state is zero before each step whose number is a multiple of this; 0: it is carried on. */
    default int resetEvery() {
        return 0;
    }

    /** Refuses forecasts that need a state which goes further back than the windows. */
    default void check(ForecastConfig forecast) {
        if (resetEvery() == 0 || !(forecast instanceof ForecastConfig.Arrival arrival)) {
            return;
        }
        if (arrival.fedBack() != null) {
            throw new ConfigException("forecast.fed_back is " + arrival.fedBack() + ", but with horizon.carry: false no"
                    + " state reaches beyond its window; set target.steps instead, or remove horizon.carry");
        }
        if (arrival.onUpdate().steps() > 0) {
            throw new ConfigException("forecast.on_update.type is recompute, but with horizon.carry: false no state is"
                    + " older than its window; remove forecast.on_update, or horizon.carry");
        }
    }

    /** Refuses a model that cannot be trained over this horizon. */
    default void check(ModelSpec model) {}

    /**
     * Windows of {@code every} steps; the gradient runs {@code back} steps.
     *
     * @param every new steps a window
     * @param back steps that the gradient runs back; where absent, {@code every}
     * @param carry whether a window begins with the state after the window before it, and not with the zero state
     */
    record Truncated(
            @Key(meaning = "number of new steps in a window", preset = "16")
            int every,

            @Key(
                    meaning = "number of steps that the gradient runs back, at least `every`; absent: `every`",
                    optional = true)
            @Nullable
            Integer back,

            @Key(
                    meaning = "whether the recurrent state is carried from window to window; `false`: it is zero before"
                            + " each step whose number in its sequence is a multiple of `every`, in training and in"
                            + " forecasts ([horizon.md](horizon.md#windows-that-begin-from-zero))",
                    preset = "true")
            boolean carry)
            implements HorizonConfig {

        /** With a state that is carried. */
        public Truncated(int every, @Nullable Integer back) {
            this(every, back, true);
        }

        public Truncated {
            Check.positive("horizon.every", every);
            back = back == null ? Integer.valueOf(every) : back;
            new Overlap(every, back);
            if (!carry && back > every) {
                throw new ConfigException(
                        "horizon.carry is false, but horizon.back is " + back + " and horizon.every is " + every
                                + "; a gradient ends where a window begins from the zero state: remove back, or carry");
            }
        }

        @Override
        public int resetEvery() {
            return carry ? 0 : every;
        }

        /** The two as the model's arithmetic. */
        public Overlap overlap() {
            return new Overlap(every, back == null ? every : back);
        }
    }

    /**
     * The gradient of whole sequences, fed in windows of {@code every} steps and trained at their ends.
     *
     * @param every steps a window
     * @param maxSteps steps after which a sequence that continues is trained, and credit is cut
     */
    record Full(
            @Key(meaning = "number of steps in a window", preset = "16")
            int every,

            @Key(
                    meaning = "a sequence that grows to this many steps is trained at that point, and credit is cut"
                            + " there",
                    preset = "1024")
            int maxSteps)
            implements HorizonConfig {

        @Override
        public int summedSteps() {
            return maxSteps;
        }

        public Full {
            Check.positive("horizon.every", every);
            if (maxSteps < every) {
                throw new ConfigException("horizon.max_steps is " + maxSteps + ", but horizon.every is " + every
                        + "; a horizon holds at least one window, set max_steps to " + every + " or more");
            }
        }
    }

    /**
     * Every step is trained as it comes, and its gradient reaches all earlier steps.
     *
     * @param method what is carried forward for it
     * @param maxBytesPerSequence bound on what is carried of one sequence
     */
    record Online(
            @Key(
                    meaning = "what is carried forward: the whole influence matrix (`rtrl`), or only the influence of"
                            + " a unit's own parameters (`snap1`)",
                    preset = "rtrl")
            OnlineMethod method,

            @Key(
                    meaning = "maximum size of a sequence's influence matrix in bytes; a model that needs more is"
                            + " refused",
                    preset = "1048576")
            long maxBytesPerSequence)
            implements HorizonConfig {

        @Override
        @JsonIgnore
        public int every() {
            return 1;
        }

        @Override
        public void check(ModelSpec model) {
            OnlineLimits.check(model, method, maxBytesPerSequence);
        }
    }
}
