package io.backflow.model.head;

import io.backflow.model.Minibatch;
import io.backflow.model.kernel.Exponential;

/** {@code l = -log softmax(o)[y]}, {@code dl/do = softmax(o) - onehot(y)}; a label below 0 is ignored. */
final class CrossEntropy implements Loss {

    private static final int LANES = 512;

    private final int units;
    private final float[] greatest = new float[LANES];
    private final float[] lanes = new float[LANES];
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

    /** Of many numbers, the greatest of each lane first: C2 vectorises what does not wait for itself. */
    private float max(float[] x) {
        if (x.length < 2 * LANES) {
            return max(x, 0);
        }
        System.arraycopy(x, 0, greatest, 0, LANES);
        int from = LANES;
        for (; from + LANES <= x.length; from += LANES) {
            System.arraycopy(x, from, lanes, 0, LANES);
            raise(greatest, lanes);
        }
        return Math.max(max(greatest, 0), max(x, from));
    }

    private static float max(float[] x, int from) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = from; j < x.length; j++) {
            max = Math.max(max, x[j]);
        }
        return max;
    }

    private static void raise(float[] greatest, float[] x) {
        for (int j = 0; j < greatest.length; j++) {
            greatest[j] = Math.max(greatest[j], x[j]);
        }
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
