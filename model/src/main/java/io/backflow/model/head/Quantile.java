package io.backflow.model.head;

import io.backflow.model.Minibatch;
import java.util.List;

/**
 * Pinball loss: {@code l = mean over D targets and Q quantiles q of max(q e, (q - 1) e)}, e = y - o, outputs {@code
 * [first quantile (D), second quantile (D), ...]}; {@code dl/do = -q / (Q D)} where {@code e > 0}, {@code (1 - q) / (Q
 * D)} where {@code e < 0}, and 0 at the kink; over the targets that are known.
 */
record Quantile(List<Double> quantiles, int targets) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float[] y = batch.targets();
        int count = quantiles.size() * Loss.known(y, step * targets, targets);
        int at = step * targets * quantiles.size();
        float sum = 0;
        for (Double quantile : quantiles) {
            float q = quantile.floatValue();
            for (int j = 0; j < targets; j++) {
                float e = y[step * targets + j] - o[at];
                float slope = e > 0 ? q : e < 0 ? q - 1 : 0;
                sum += slope == 0 ? 0f : slope * e;
                d[at++] = -slope / count;
            }
        }
        return sum / count;
    }
}
