package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * {@code base gamma^floor(max(0, t - hold) / steps)}: a drop every so many updates.
 *
 * @param base the rate of the first update
 * @param decaySteps updates from one drop to the next
 * @param decayRate {@code gamma}, by default 0.1
 * @param holdSteps {@code hold}: updates before those that count towards a drop, by default 0
 */
public record StepDecay(
        @JsonProperty("base") double base,
        @JsonProperty("decay_steps") long decaySteps,
        @JsonProperty("decay_rate") double decayRate,
        @JsonProperty("hold_steps") long holdSteps)
        implements Schedule {

    public StepDecay {
        Check.notNegative("learning_rate.base", base);
        Check.positive("learning_rate.decay_steps", (double) decaySteps);
        Check.positive("learning_rate.decay_rate", decayRate);
        Check.notNegative("learning_rate.hold_steps", (double) holdSteps);
    }

    /** The first drop comes after {@code decaySteps} updates. */
    public StepDecay(double base, long decaySteps, double decayRate) {
        this(base, decaySteps, decayRate, 0);
    }

    @JsonCreator
    static StepDecay of(
            @JsonProperty(value = "base", required = true) double base,
            @JsonProperty(value = "decay_steps", required = true) long decaySteps,
            @JsonProperty("decay_rate") @Nullable Double decayRate,
            @JsonProperty("hold_steps") @Nullable Long holdSteps) {
        return new StepDecay(base, decaySteps, Defaults.or(decayRate, 0.1), Defaults.or(holdSteps, 0));
    }

    @Override
    public double at(long update) {
        return base * Math.pow(decayRate, (double) (Math.max(0, update - holdSteps) / decaySteps));
    }
}
