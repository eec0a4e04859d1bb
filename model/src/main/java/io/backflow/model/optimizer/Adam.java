package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma and Ba, 2015), epsilon added after the bias correction:
 * {@code g += wd p; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2;
 * p -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps)}, t from 1.
 *
 * @param beta1 {@code b1}, by default 0.9
 * @param beta2 {@code b2}, by default 0.999
 * @param epsilon {@code eps}, by default 1e-7
 * @param weightDecay {@code wd}, added to the gradient (L2, as PyTorch's Adam does), by default 0; for the decay beside
 *     the gradient, which Keras' {@code weight_decay} is, take {@link AdamW}
 */
public record Adam(
        @JsonProperty("beta_1") double beta1,
        @JsonProperty("beta_2") double beta2,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("weight_decay") double weightDecay)
        implements Optimizer {

    public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-7);

    public Adam {
        Check.within("optimizer.beta_1", beta1, 0, 1);
        Check.within("optimizer.beta_2", beta2, 0, 1);
        Check.positive("optimizer.epsilon", epsilon);
        Check.notNegative("optimizer.weight_decay", weightDecay);
    }

    /** Without weight decay. */
    public Adam(double beta1, double beta2, double epsilon) {
        this(beta1, beta2, epsilon, 0);
    }

    @JsonCreator
    static Adam of(
            @JsonProperty("beta_1") @Nullable Double beta1,
            @JsonProperty("beta_2") @Nullable Double beta2,
            @JsonProperty("epsilon") @Nullable Double epsilon,
            @JsonProperty("weight_decay") @Nullable Double weightDecay) {
        return new Adam(
                Defaults.or(beta1, DEFAULT.beta1),
                Defaults.or(beta2, DEFAULT.beta2),
                Defaults.or(epsilon, DEFAULT.epsilon),
                Defaults.or(weightDecay, 0));
    }

    @Override
    public int slotsPerParameter() {
        return 2;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        Moments.update(parameters, gradient, slots, Moments.Step.of(this, 1, update, learningRate));
    }
}
