package io.backflow.model.head;

import io.backflow.model.Minibatch;

/**
 * {@code l = -mean (y log s + (1 - y) log(1 - s))} with s = logistic(o), computed as
 * {@code max(o, 0) - o y + log(1 + exp(-|o|))}; {@code dl/do = (s - y) / O}, over the targets that are
 * known.
 */
record BinaryCrossEntropy(int units) implements Loss {

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        float[] y = batch.targets();
        float scale = 1f / Loss.known(y, step * units, units);
        double sum = 0;
        for (int j = step * units; j < (step + 1) * units; j++) {
            if (Float.isNaN(y[j])) {
                d[j] = 0f;
                continue;
            }
            double small = Math.exp(-Math.abs(o[j]));
            double larger = 1 / (1 + small);
            double s = o[j] >= 0 ? larger : small * larger;
            sum += Math.max(o[j], 0f) - (double) o[j] * y[j] + Math.log1p(small);
            d[j] = scale * (float) (s - y[j]);
        }
        return (float) (scale * sum);
    }
}
