package io.backflow.model.horizon;

/** Sums by halves, the upper added to the lower, in loops that C2 vectorises. */
final class Sums {

    /** What is left to a plain loop. */
    private static final int FEW = 16;

    private final float[] upper;

    /** Of at most {@code n} numbers. */
    Sums(int n) {
        upper = new float[n];
    }

    /** Leaves in the first row of {@code values [rows, columns]} the sum of all rows; the others are overwritten. */
    void rows(float[] values, int rows, int columns) {
        for (int left = rows; left > 1; left -= left / 2) {
            fold(values, left * columns, left / 2 * columns);
        }
    }

    /** The sum of {@code values}, which are overwritten. */
    double all(float[] values) {
        int left = values.length;
        for (; left > FEW; left -= left / 2) {
            fold(values, left, left / 2);
        }
        double sum = 0;
        for (int j = 0; j < left; j++) {
            sum += values[j];
        }
        return sum;
    }

    /** Adds the last {@code half} of {@code n} values to the first. */
    private void fold(float[] values, int n, int half) {
        System.arraycopy(values, n - half, upper, 0, half);
        add(values, upper, half);
    }

    private static void add(float[] values, float[] upper, int n) {
        for (int j = 0; j < n; j++) {
            values[j] += upper[j];
        }
    }
}
