package io.backflow.model.cell;

/** Elementwise loops that several cells share. */
final class Rows {

    private Rows() {}

    /** {@code x += y}. */
    static void add(float[] x, float[] y, int n) {
        for (int j = 0; j < n; j++) {
            x[j] += y[j];
        }
    }

    /** {@code into = x y}. */
    static void multiply(float[] x, float[] y, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] = x[j] * y[j];
        }
    }
}
