package io.backflow.model.cell;

import java.util.Arrays;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016) of each step's numbers {@code x [in]}, without scale and offset:
 *
 * <pre>
 * n = (x - mean(x)) r        r = 1 / sqrt(mean((x - mean(x))^2) + 1e-5)
 * </pre>
 */
final class Normalization {

    private static final double EPSILON = 1e-5;

    private final int width;

    /** {@code [T*B, in]}. */
    private final float[] n;

    /** {@code [T*B]}. */
    private final float[] r;

    Normalization(int width, int steps) {
        this.width = width;
        n = new float[Math.multiplyExact(steps, width)];
        r = new float[steps];
    }

    /** The numbers {@code [T*B, in]} that {@code x} becomes; read only. */
    float[] forward(Span span, float[] x) {
        for (int step = 0; step < span.steps(); step++) {
            forward(x, step);
        }
        return n;
    }

    private void forward(float[] x, int step) {
        int from = step * width;
        double sum = 0;
        for (int i = from; i < from + width; i++) {
            sum += x[i];
        }
        double mean = sum / width;
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += (x[i] - mean) * (x[i] - mean);
        }
        double scale = 1 / Math.sqrt(squares / width + EPSILON);
        r[step] = (float) scale;
        for (int i = from; i < from + width; i++) {
            n[i] = (float) ((x[i] - mean) * scale);
        }
    }

    /** From the cotangents of n to those of x, in place: {@code dx = r (dn - mean(dn) - n mean(dn n))}. */
    void backward(Span span, float[] d) {
        for (int step = 0; step < span.steps(); step++) {
            int from = step * width;
            double sum = 0;
            double along = 0;
            for (int i = from; i < from + width; i++) {
                sum += d[i];
                along += d[i] * n[i];
            }
            float mean = (float) (sum / width);
            float slope = (float) (along / width);
            for (int i = from; i < from + width; i++) {
                d[i] = r[step] * (d[i] - mean - n[i] * slope);
            }
        }
    }

    /** Forgets step {@code step}, whatever it was. */
    void clear(int step) {
        Arrays.fill(n, step * width, (step + 1) * width, 0f);
        r[step] = 0f;
    }
}
