package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): {@code p *= 1 - lr wd}, then {@link Adam} without it.
 *
 * @param beta1 by default 0.9
 * @param beta2 by default 0.999
 * @param epsilon by default 1e-7
 * @param weightDecay {@code wd}, by default 0.004
 */
public record AdamW(
        @JsonProperty("beta_1") double beta1,
        @JsonProperty("beta_2") double beta2,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("weight_decay") double weightDecay)
        implements Optimizer {

    public AdamW {
        Check.within("optimizer.beta_1", beta1, 0, 1);
        Check.within("optimizer.beta_2", beta2, 0, 1);
        Check.positive("optimizer.epsilon", epsilon);
        Check.notNegative("optimizer.weight_decay", weightDecay);
    }

    @JsonCreator
    static AdamW of(
            @JsonProperty("beta_1") @Nullable Double beta1,
            @JsonProperty("beta_2") @Nullable Double beta2,
            @JsonProperty("epsilon") @Nullable Double epsilon,
            @JsonProperty("weight_decay") @Nullable Double weightDecay) {
        return new AdamW(
                Defaults.or(beta1, Adam.DEFAULT.beta1()),
                Defaults.or(beta2, Adam.DEFAULT.beta2()),
                Defaults.or(epsilon, Adam.DEFAULT.epsilon()),
                Defaults.or(weightDecay, 0.004));
    }

    @Override
    public int slotsPerParameter() {
        return 2;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        Adam adam = new Adam(beta1, beta2, epsilon);
        double keep = 1 - learningRate * weightDecay;
        Moments.update(parameters, gradient, slots, Moments.Step.of(adam, keep, update, learningRate));
    }
}
