package io.backflow.jobs.forecast;

/** How likely a standard normal variable is to be larger than a number. */
final class NormalTail {

    private static final double SERIES_UNTIL = 3;
    private static final int FRACTIONS = 60;
    private static final double LARGEST = 38;

    private NormalTail() {}

    /** {@code Q(z)} with a relative error below 1e-10; 0 where it is smaller than a double. */
    static double of(double z) {
        if (z < 0) {
            return 1 - of(-z);
        }
        if (z > LARGEST) {
            return 0;
        }
        double density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
        return z < SERIES_UNTIL ? 0.5 - density * series(z) : density / fraction(z);
    }

    /** {@code z + z^3 / 3 + z^5 / 15 + ...} */
    private static double series(double z) {
        double term = z;
        double sum = z;
        for (int i = 3; term > sum * 1e-17; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return sum;
    }

    /** {@code z + 1 / (z + 2 / (z + 3 / ...))}, Laplace's continued fraction. */
    private static double fraction(double z) {
        double value = z;
        for (int i = FRACTIONS; i > 0; i--) {
            value = z + i / value;
        }
        return value;
    }
}
