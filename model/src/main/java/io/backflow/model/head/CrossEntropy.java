package io.backflow.model.head;

import io.backflow.model.Minibatch;

/** {@code l = -log softmax(o)[y]}, {@code dl/do = softmax(o) - onehot(y)}; a label below 0 is ignored. */
record CrossEntropy(int units) implements Loss {

    @Override
    public boolean ignores(Minibatch batch, int step) {
        return batch.labels()[step] < 0;
    }

    @Override
    public float step(float[] o, Minibatch batch, int step, float[] d) {
        int label = batch.labels()[step];
        if (label >= units) {
            throw new IllegalArgumentException("label " + label + " for a head of " + units
                    + " classes; labels are 0 to " + (units - 1) + ", or below 0 to be ignored");
        }
        int from = step * units;
        float max = o[from];
        for (int j = from + 1; j < from + units; j++) {
            max = Math.max(max, o[j]);
        }
        double sum = 0;
        for (int j = from; j < from + units; j++) {
            float e = (float) Math.exp(o[j] - max);
            d[j] = e;
            sum += e;
        }
        float scale = (float) (1 / sum);
        for (int j = from; j < from + units; j++) {
            d[j] *= scale;
        }
        d[from + label] -= 1f;
        return (float) (Math.log(sum) + max - o[from + label]);
    }
}
