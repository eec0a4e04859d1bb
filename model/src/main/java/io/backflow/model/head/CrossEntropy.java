package io.backflow.model.head;

import io.backflow.model.Minibatch;
import io.backflow.model.kernel.Exponential;

/** {@code l = -log softmax(o)[y]}, {@code dl/do = softmax(o) - onehot(y)}; a label below 0 is ignored. */
final class CrossEntropy implements Loss {

    private final int units;
    private final float[] row;
    private final float[] scratch;

    CrossEntropy(int units) {
        this.units = units;
        row = new float[units];
        scratch = new float[units];
    }

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
        System.arraycopy(o, step * units, row, 0, units);
        float own = row[label];
        float max = max(row);
        Exponential.ofDifference(row, max, scratch, units);
        double sum = sum(row);
        scale(row, (float) (1 / sum));
        row[label] -= 1f;
        System.arraycopy(row, 0, d, step * units, units);
        return (float) (Math.log(sum) + max - own);
    }

    private static float max(float[] x) {
        float max = x[0];
        for (float value : x) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** Four sums side by side: one alone waits for each addition. */
    private static double sum(float[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < x.length; j += 4) {
            a += x[j];
            b += x[j + 1];
            c += x[j + 2];
            d += x[j + 3];
        }
        for (; j < x.length; j++) {
            a += x[j];
        }
        return a + b + (c + d);
    }

    private static void scale(float[] x, float by) {
        for (int j = 0; j < x.length; j++) {
            x[j] *= by;
        }
    }
}
