package io.backflow.model.cell;

import java.util.Arrays;

/**
 * Sums over steps of the squares of rows {@code [B, n]}, element by element as they come and window by window in the end.
 * A value beyond 1.8e19, whose square no float holds, makes its window's sum infinite.
 */
final class SquareSums {

    private final float[] sums;

    SquareSums(int size) {
        sums = new float[size];
    }

    void clear(int n) {
        Arrays.fill(sums, 0, n, 0f);
    }

    void add(float[] rows, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] += rows[j] * rows[j];
        }
    }

    /** Adds the row of window {@code b} alone. */
    void add(float[] rows, int b, int width) {
        for (int j = b * width; j < (b + 1) * width; j++) {
            sums[j] += rows[j] * rows[j];
        }
    }

    /** The sum over all of window {@code b}. */
    double of(int b, int width) {
        double sum = 0;
        for (int j = b * width; j < (b + 1) * width; j++) {
            sum += sums[j];
        }
        return sum;
    }
}
