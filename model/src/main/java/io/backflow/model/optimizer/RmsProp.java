package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * RMSprop (Hinton, 2012): {@code v = rho v + (1-rho) g^2; m = mu m + g / d; p -= lr m}, where {@code d} is
 * {@code sqrt(v + eps)} in Keras and TensorFlow, {@code sqrt(v) + eps} in PyTorch.
 *
 * @param rho memory of the squared gradient, by default 0.9
 * @param momentum {@code mu}, by default 0: one slot instead of two
 * @param epsilon {@code eps}, by default 1e-7
 * @param epsilonInsideRoot Keras' place for epsilon, by default so
 */
public record RmsProp(
        @JsonProperty("rho") double rho,
        @JsonProperty("momentum") double momentum,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("epsilon_inside_root") boolean epsilonInsideRoot)
        implements Optimizer {

    public RmsProp {
        Check.within("optimizer.rho", rho, 0, 1);
        Check.within("optimizer.momentum", momentum, 0, 1);
        Check.positive("optimizer.epsilon", epsilon);
    }

    @JsonCreator
    static RmsProp of(
            @JsonProperty("rho") @Nullable Double rho,
            @JsonProperty("momentum") @Nullable Double momentum,
            @JsonProperty("epsilon") @Nullable Double epsilon,
            @JsonProperty("epsilon_inside_root") @Nullable Boolean epsilonInsideRoot) {
        return new RmsProp(
                Defaults.or(rho, 0.9),
                Defaults.or(momentum, 0),
                Defaults.or(epsilon, 1e-7),
                Defaults.or(epsilonInsideRoot, true));
    }

    @Override
    public int slotsPerParameter() {
        return momentum == 0 ? 1 : 2;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        if (momentum == 0) {
            descend(parameters, gradient, slots, (float) learningRate);
        } else {
            accumulate(parameters, gradient, slots, (float) learningRate);
        }
    }

    private void descend(float[] parameters, float[] gradient, float[] slots, float rate) {
        float keep = (float) rho;
        float take = (float) (1 - rho);
        float inside = (float) (epsilonInsideRoot ? epsilon : 0);
        float outside = (float) (epsilonInsideRoot ? 0 : epsilon);
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            float v = keep * slots[i] + take * g * g;
            slots[i] = v;
            parameters[i] -= rate * g / ((float) Math.sqrt(v + inside) + outside);
        }
    }

    private void accumulate(float[] parameters, float[] gradient, float[] slots, float rate) {
        int n = parameters.length;
        float keep = (float) rho;
        float take = (float) (1 - rho);
        float mu = (float) momentum;
        float inside = (float) (epsilonInsideRoot ? epsilon : 0);
        float outside = (float) (epsilonInsideRoot ? 0 : epsilon);
        for (int i = 0; i < n; i++) {
            float g = gradient[i];
            float v = keep * slots[i] + take * g * g;
            float m = mu * slots[n + i] + g / ((float) Math.sqrt(v + inside) + outside);
            slots[i] = v;
            slots[n + i] = m;
            parameters[i] -= rate * m;
        }
    }
}
