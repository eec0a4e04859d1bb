package io.backflow.model.kernel;

/**
 * The saturating functions of the gates, as loops that C2 vectorises: it does where all arrays are indexed alike, by
 * the loop's counter and nothing else, and the body is small. Every loop of this module over gates keeps to that.
 *
 * <p>{@code tanh(x)} is {@code x P(x^2) / Q(x^2)} with P and Q of degree 4, on [-7.9, 7.9] where it ends at ±(1 -
 * 3e-7). The coefficients were fitted by least squares, reweighted towards the largest error (Lawson, 1961): 5e-9 off
 * before rounding, 3e-7 at most in single precision, and never beyond ±1. {@code logistic(x)} is {@code 0.5 + 0.5
 * tanh(x / 2)} with the halves folded into the coefficients.
 */
public final class Sigmoids {

    private Sigmoids() {}

    /** {@code x = tanh(x + b)} over {@code n} elements. */
    public static void tanh(float[] x, float[] b, int n) {
        for (int j = 0; j < n; j++) {
            x[j] = tanh(x[j] + b[j]);
        }
    }

    /** {@code x = logistic(x + b)} over {@code n} elements. */
    public static void logistic(float[] x, float[] b, int n) {
        for (int j = 0; j < n; j++) {
            x[j] = logistic(x[j] + b[j]);
        }
    }

    /** {@code y = tanh(x)} over {@code n} elements. */
    public static void tanhOf(float[] x, float[] y, int n) {
        for (int j = 0; j < n; j++) {
            y[j] = tanh(x[j]);
        }
    }

    /** {@code tanh(x)}. */
    public static float tanh(float x) {
        float u = Math.max(-7.9f, Math.min(7.9f, x));
        float s = u * u;
        float p = Math.fma(s, 1.525969e-8f, 2.1903423e-5f);
        p = Math.fma(s, p, 3.5716963e-3f);
        p = Math.fma(s, p, 1.3444452e-1f);
        p = Math.fma(s, p, 1f);
        float q = Math.fma(s, 8.5305516e-7f, 3.4117437e-4f);
        q = Math.fma(s, q, 2.6164414e-2f);
        q = Math.fma(s, q, 4.6777773e-1f);
        q = Math.fma(s, q, 1f);
        return u * p / q;
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static float logistic(float x) {
        float u = Math.max(-15.8f, Math.min(15.8f, x));
        float s = u * u;
        float p = Math.fma(s, 1.4902041e-11f, 8.5560245e-8f);
        p = Math.fma(s, p, 5.5807755e-5f);
        p = Math.fma(s, p, 8.4027825e-3f);
        p = Math.fma(s, p, 0.25f);
        float q = Math.fma(s, 3.3322467e-9f, 5.3308495e-6f);
        q = Math.fma(s, q, 1.6352759e-3f);
        q = Math.fma(s, q, 1.1694443e-1f);
        q = Math.fma(s, q, 1f);
        return 0.5f + u * p / q;
    }
}
