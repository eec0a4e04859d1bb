package io.backflow.model.head;

import io.backflow.model.Minibatch;

/** {@code l = mean (o - y)^2}, {@code dl/do = 2 (o - y) / O}, over the targets that are known. */
record MeanSquaredError(int units) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float[] y = batch.targets();
        float scale = 1f / Loss.known(y, step * units, units);
        float sum = 0;
        for (int j = step * units; j < (step + 1) * units; j++) {
            float e = Float.isNaN(y[j]) ? 0f : o[j] - y[j];
            sum += e * e;
            d[j] = 2 * scale * e;
        }
        return scale * sum;
    }
}
