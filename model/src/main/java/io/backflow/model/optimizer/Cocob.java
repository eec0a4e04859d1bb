package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/**
 * COCOB (Orabona and Tommasi, "Training Deep Networks without Learning Rates Through Coin Betting", NeurIPS 2017): each
 * parameter bets on the sign of its next gradient and moves by what it has won, so there is no learning rate to choose.
 * With {@code g} the gradient and {@code w} the distance from where the parameter began:
 * {@code l = max(l, |g|); s += |g|; r = max(r - w g, 0); h -= g; w' = h (l + r) / (l max(s + l, a l))}, and
 * {@code p += lr (w' - w)} with {@code lr} normally 1. The path does not depend on the scale of the gradients.
 *
 * @param alpha {@code a}, by default 100 as in the paper: the first steps are about {@code 1 / a} long, so that all
 *     parameters of a layer, which move at once, do not carry its outputs away.
 */
public record Cocob(@JsonProperty("alpha") double alpha) implements Optimizer {

    public static final Cocob DEFAULT = new Cocob(100);

    private static final int DISTANCE = 0;
    private static final int LARGEST = 1;
    private static final int SUM = 2;
    private static final int REWARD = 3;
    private static final int HEADING = 4;
    private static final int SLOTS = 5;

    public Cocob {
        Check.positive("optimizer.alpha", alpha);
    }

    @JsonCreator
    static Cocob of(@JsonProperty("alpha") @Nullable Double alpha) {
        return new Cocob(Defaults.or(alpha, DEFAULT.alpha));
    }

    @Override
    public int slotsPerParameter() {
        return SLOTS;
    }

    @Override
    public boolean choosesRate() {
        return true;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        int n = parameters.length;
        float a = (float) alpha;
        float rate = (float) learningRate;
        for (int i = 0; i < n; i++) {
            float g = gradient[i];
            float distance = slots[DISTANCE * n + i];
            float largest = Math.max(slots[LARGEST * n + i], Math.abs(g));
            if (largest == 0) {
                continue; // no gradient so far
            }
            float sum = slots[SUM * n + i] + Math.abs(g);
            float reward = Math.max(slots[REWARD * n + i] - distance * g, 0);
            float heading = slots[HEADING * n + i] - g;
            float next = heading / (largest * Math.max(sum + largest, a * largest)) * (largest + reward);
            parameters[i] += rate * (next - distance);
            slots[DISTANCE * n + i] = next;
            slots[LARGEST * n + i] = largest;
            slots[SUM * n + i] = sum;
            slots[REWARD * n + i] = reward;
            slots[HEADING * n + i] = heading;
        }
    }
}
