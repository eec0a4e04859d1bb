package io.backflow.model.head;

import io.backflow.model.Minibatch;

/**
 * {@code l = mean 0.5 (v + e^2 exp(-v))} over D targets, e = y - m, outputs {@code [m (D), v (D)]}, without the
 * constant {@code 0.5 log 2 pi}; {@code dl/dm = -e exp(-v) / D}, {@code dl/dv = 0.5 (1 - e^2 exp(-v)) / D}, over the
 * targets that are known.
 */
record GaussianNll(int targets) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float[] y = batch.targets();
        float scale = 1f / Loss.known(y, step * targets, targets);
        float sum = 0;
        for (int j = 0; j < targets; j++) {
            int m = 2 * step * targets + j;
            int v = m + targets;
            if (Float.isNaN(y[step * targets + j])) {
                d[m] = 0f;
                d[v] = 0f;
                continue;
            }
            float e = y[step * targets + j] - o[m];
            float precision = (float) Math.exp(-o[v]);
            float square = e * e * precision;
            sum += o[v] + square;
            d[m] = -scale * e * precision;
            d[v] = 0.5f * scale * (1f - square);
        }
        return 0.5f * scale * sum;
    }
}
