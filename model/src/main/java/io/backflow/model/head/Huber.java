package io.backflow.model.head;

import io.backflow.model.Minibatch;

/**
 * {@code l = mean of e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2)}, e = o - y;
 * {@code dl/do = clamp(e, -delta, delta) / O}, over the targets that are known.
 */
record Huber(int units, float delta) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float[] y = batch.targets();
        float scale = 1f / Loss.known(y, step * units, units);
        float sum = 0;
        for (int j = step * units; j < (step + 1) * units; j++) {
            float e = Float.isNaN(y[j]) ? 0f : o[j] - y[j];
            float bounded = Math.max(-delta, Math.min(delta, e));
            sum += bounded * (e - 0.5f * bounded);
            d[j] = scale * bounded;
        }
        return scale * sum;
    }
}
