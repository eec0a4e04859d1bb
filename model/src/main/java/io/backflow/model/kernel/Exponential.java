package io.backflow.model.kernel;

/**
 * {@code exp(x)} for {@code x <= 0}, as two loops that C2 vectorises, about 1 ns an element where {@code Math.exp}
 * takes 14.
 *
 * <p>With {@code x = n log 2 + r} and {@code |r| <= log(2) / 2}: Taylor's polynomial of degree 6 for {@code exp(r)},
 * and {@code 2^n} from its bits. Relative error below 3e-7; what is below exp(-87) becomes that.
 */
public final class Exponential {

    private static final float LOWEST = -87f;
    private static final float LOG2_E = 1.44269504f;

    /** The part of log 2 whose product with a small whole number is exact, and the rest. */
    private static final float LOG_2_HIGH = 0.693145752f;

    private static final float LOG_2_LOW = 1.42860677e-6f;

    /** Adding and subtracting it rounds to a whole number, which the last bits of the sum have in between. */
    private static final float ROUNDING = 12582912f;

    private static final int BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    private Exponential() {}

    /** {@code x = exp(x - max)} over {@code n} elements, none above {@code max}; {@code scratch [n]} is overwritten. */
    public static void ofDifference(float[] x, float max, float[] scratch, int n) {
        reduce(x, max, scratch, n);
        scale(x, scratch, n);
    }

    private static void reduce(float[] x, float max, float[] exponents, int n) {
        for (int j = 0; j < n; j++) {
            float y = Math.max(LOWEST, x[j] - max);
            float sum = y * LOG2_E + ROUNDING;
            exponents[j] = sum;
            float k = sum - ROUNDING;
            float r = Math.fma(k, -LOG_2_LOW, Math.fma(k, -LOG_2_HIGH, y));
            float p = Math.fma(r, 1f / 720, 1f / 120);
            p = Math.fma(p, r, 1f / 24);
            p = Math.fma(p, r, 1f / 6);
            p = Math.fma(p, r, 0.5f);
            p = Math.fma(p, r, 1f);
            x[j] = Math.fma(p, r, 1f);
        }
    }

    /** The shift leaves of the bits of {@code k + ROUNDING} no more than those of k. */
    private static void scale(float[] x, float[] exponents, int n) {
        for (int j = 0; j < n; j++) {
            x[j] *= Float.intBitsToFloat(Float.floatToRawIntBits(exponents[j]) + BIAS << MANTISSA_BITS);
        }
    }
}
