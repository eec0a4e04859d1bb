package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;

/**
 * One rate throughout.
 *
 * @param base the rate
 */
public record ConstantRate(@JsonProperty("base") double base) implements Schedule {

    public ConstantRate {
        Check.notNegative("learning_rate.base", base);
    }

    @JsonCreator
    static ConstantRate of(@JsonProperty(value = "base", required = true) double base) {
        return new ConstantRate(base);
    }

    @Override
    public double at(long update) {
        return base;
    }
}
