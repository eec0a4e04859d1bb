package io.backflow.model.oracle;

import java.util.Locale;

/** What one file's comparison came to: counts what was compared and stops at the first value that is off. */
final class Comparison {

    private static final ThreadLocal<Comparison> CURRENT = ThreadLocal.withInitial(Comparison::new);

    private long values;
    private double worst;

    /** The one that this thread's file counts into. */
    static Comparison current() {
        return CURRENT.get();
    }

    /** Starts counting afresh, for the next file. */
    static Comparison begin() {
        CURRENT.remove();
        return CURRENT.get();
    }

    /**
     * Each value within {@code tolerance}, absolute or relative to the expected value, whichever is wider.
     *
     * @throws AssertionError naming the place, both values and the tolerance
     */
    void close(String what, double[] expected, double[] actual, double tolerance) {
        if (expected.length != actual.length) {
            throw new AssertionError(what + ": expected " + expected.length + " values, got " + actual.length);
        }
        for (int i = 0; i < expected.length; i++) {
            close(what + "[" + i + "]", expected[i], actual[i], tolerance);
        }
    }

    void close(String what, double[] expected, float[] actual, double tolerance) {
        double[] widened = new double[actual.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = actual[i];
        }
        close(what, expected, widened, tolerance);
    }

    void close(String what, double expected, double actual, double tolerance) {
        double error = Math.abs(expected - actual) / Math.max(1, Math.abs(expected));
        if (!(error <= tolerance)) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s: expected %s, got %s, off by %.1e where %.1e is allowed",
                    what,
                    expected,
                    actual,
                    error,
                    tolerance));
        }
        values++;
        worst = Math.max(worst, error);
    }

    long values() {
        return values;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d values, worst error %.0e", values, worst);
    }
}
