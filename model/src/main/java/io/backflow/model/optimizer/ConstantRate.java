package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;

/**
 * One rate throughout.
 *
 * @param learningRate the rate
 */
public record ConstantRate(@JsonProperty("learning_rate") double learningRate) implements Schedule {

    public ConstantRate {
        Check.notNegative("learning_rate", learningRate);
    }

    @JsonCreator
    static ConstantRate of(@JsonProperty(value = "learning_rate", required = true) double learningRate) {
        return new ConstantRate(learningRate);
    }

    @Override
    public double at(long update) {
        return learningRate;
    }
}
