package io.backflow.model.head;

import io.backflow.model.Minibatch;
import java.util.List;

/**
 * Pinball loss: {@code l = mean over the quantiles q of max(q e, (q - 1) e)}, e = y - o;
 * {@code dl/do = -q / Q} where {@code e > 0}, {@code (1 - q) / Q} where {@code e < 0}, and 0 at the kink.
 */
record Quantile(List<Double> quantiles) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float y = batch.targets()[step];
        int units = quantiles.size();
        float sum = 0;
        for (int j = 0; j < units; j++) {
            float q = quantiles.get(j).floatValue();
            float e = y - o[step * units + j];
            float slope = e > 0 ? q : e < 0 ? q - 1 : 0;
            sum += slope * e;
            d[step * units + j] = -slope / units;
        }
        return sum / units;
    }
}
