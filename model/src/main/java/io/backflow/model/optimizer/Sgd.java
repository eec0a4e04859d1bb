package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent: {@code g += wd p; m = mu m + g; p -= lr m}, with Nesterov's look-ahead
 * {@code p -= lr (g + mu m)}.
 *
 * @param momentum {@code mu}, by default 0: no slot, plain descent
 * @param nesterov whether to look ahead, by default not
 * @param weightDecay {@code wd}, added to the gradient (L2), by default 0
 */
public record Sgd(
        @JsonProperty("momentum") double momentum,
        @JsonProperty("nesterov") boolean nesterov,
        @JsonProperty("weight_decay") double weightDecay)
        implements Optimizer {

    public Sgd {
        Check.within("optimizer.momentum", momentum, 0, 1);
        Check.notNegative("optimizer.weight_decay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new IllegalArgumentException(
                    "optimizer.nesterov is true with a momentum of 0; set optimizer.momentum above 0");
        }
    }

    /** Plain descent. */
    public Sgd() {
        this(0, false, 0);
    }

    @JsonCreator
    static Sgd of(
            @JsonProperty("momentum") @Nullable Double momentum,
            @JsonProperty("nesterov") @Nullable Boolean nesterov,
            @JsonProperty("weight_decay") @Nullable Double weightDecay) {
        return new Sgd(Defaults.or(momentum, 0), Defaults.or(nesterov, false), Defaults.or(weightDecay, 0));
    }

    @Override
    public int slotsPerParameter() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        if (momentum == 0) {
            descend(parameters, gradient, (float) learningRate);
        } else if (nesterov) {
            lookAhead(parameters, gradient, slots, (float) learningRate);
        } else {
            accumulate(parameters, gradient, slots, (float) learningRate);
        }
    }

    private void descend(float[] parameters, float[] gradient, float rate) {
        float decay = (float) weightDecay;
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= rate * (gradient[i] + decay * parameters[i]);
        }
    }

    private void accumulate(float[] parameters, float[] gradient, float[] slots, float rate) {
        float decay = (float) weightDecay;
        float mu = (float) momentum;
        for (int i = 0; i < parameters.length; i++) {
            float m = mu * slots[i] + (gradient[i] + decay * parameters[i]);
            slots[i] = m;
            parameters[i] -= rate * m;
        }
    }

    private void lookAhead(float[] parameters, float[] gradient, float[] slots, float rate) {
        float decay = (float) weightDecay;
        float mu = (float) momentum;
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i] + decay * parameters[i];
            float m = mu * slots[i] + g;
            slots[i] = m;
            parameters[i] -= rate * (g + mu * m);
        }
    }
}
