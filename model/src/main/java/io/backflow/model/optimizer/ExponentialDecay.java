package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * {@code base gamma^(t / steps)}: a smooth decline.
 *
 * @param base the rate of the first update
 * @param decayRate {@code gamma}
 * @param decaySteps updates after which the rate has fallen by {@code gamma}, by default 1
 */
public record ExponentialDecay(
        @JsonProperty("base") double base,
        @JsonProperty("decay_rate") double decayRate,
        @JsonProperty("decay_steps") long decaySteps)
        implements Schedule {

    public ExponentialDecay {
        Check.notNegative("learning_rate.base", base);
        Check.positive("learning_rate.decay_rate", decayRate);
        Check.positive("learning_rate.decay_steps", (double) decaySteps);
    }

    @JsonCreator
    static ExponentialDecay of(
            @JsonProperty(value = "base", required = true) double base,
            @JsonProperty(value = "decay_rate", required = true) double decayRate,
            @JsonProperty("decay_steps") @Nullable Long decaySteps) {
        return new ExponentialDecay(base, decayRate, Defaults.or(decaySteps, 1));
    }

    @Override
    public double at(long update) {
        return base * Math.pow(decayRate, (double) update / decaySteps);
    }
}
