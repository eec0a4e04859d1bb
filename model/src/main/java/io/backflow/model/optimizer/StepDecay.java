package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * {@code base gamma^floor(t / steps)}: a drop every so many updates.
 *
 * @param base the rate of the first update
 * @param decaySteps updates from one drop to the next
 * @param decayRate {@code gamma}, by default 0.1
 */
public record StepDecay(
        @JsonProperty("base") double base,
        @JsonProperty("decay_steps") long decaySteps,
        @JsonProperty("decay_rate") double decayRate)
        implements Schedule {

    public StepDecay {
        Check.notNegative("learning_rate.base", base);
        Check.positive("learning_rate.decay_steps", (double) decaySteps);
        Check.positive("learning_rate.decay_rate", decayRate);
    }

    @JsonCreator
    static StepDecay of(
            @JsonProperty(value = "base", required = true) double base,
            @JsonProperty(value = "decay_steps", required = true) long decaySteps,
            @JsonProperty("decay_rate") @Nullable Double decayRate) {
        return new StepDecay(base, decaySteps, Defaults.or(decayRate, 0.1));
    }

    @Override
    public double at(long update) {
        return base * Math.pow(decayRate, (double) (update / decaySteps));
    }
}
