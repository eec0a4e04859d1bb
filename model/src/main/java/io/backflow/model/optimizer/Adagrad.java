package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * Adagrad (Duchi, Hazan and Singer, 2011): {@code v += g^2; p -= lr g / d}, where {@code d} is {@code sqrt(v + eps)} in
 * Keras and TensorFlow, {@code sqrt(v) + eps} in PyTorch.
 *
 * @param initialAccumulatorValue what {@code v} starts at, by default 0.1 (PyTorch: 0)
 * @param epsilon {@code eps}, by default 1e-7
 * @param epsilonInsideRoot Keras' place for epsilon, by default so
 */
public record Adagrad(
        @JsonProperty("initial_accumulator_value") double initialAccumulatorValue,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("epsilon_inside_root") boolean epsilonInsideRoot)
        implements Optimizer {

    public Adagrad {
        Check.notNegative("optimizer.initial_accumulator_value", initialAccumulatorValue);
        Check.positive("optimizer.epsilon", epsilon);
    }

    @JsonCreator
    static Adagrad of(
            @JsonProperty("initial_accumulator_value") @Nullable Double initialAccumulatorValue,
            @JsonProperty("epsilon") @Nullable Double epsilon,
            @JsonProperty("epsilon_inside_root") @Nullable Boolean epsilonInsideRoot) {
        return new Adagrad(
                Defaults.or(initialAccumulatorValue, 0.1),
                Defaults.or(epsilon, 1e-7),
                Defaults.or(epsilonInsideRoot, true));
    }

    @Override
    public int slotsPerParameter() {
        return 1;
    }

    @Override
    public float initialSlotValue() {
        return (float) initialAccumulatorValue;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        float rate = (float) learningRate;
        float inside = (float) (epsilonInsideRoot ? epsilon : 0);
        float outside = (float) (epsilonInsideRoot ? 0 : epsilon);
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            float v = slots[i] + g * g;
            slots[i] = v;
            parameters[i] -= rate * g / ((float) Math.sqrt(v + inside) + outside);
        }
    }
}
