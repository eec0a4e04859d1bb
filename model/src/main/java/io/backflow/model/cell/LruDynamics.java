package io.backflow.model.cell;

/**
 * How a linear recurrent unit forgets: {@code N} complex numbers {@code lambda = exp(-exp(nu) + i exp(theta))}, inside
 * the unit circle whatever the parameters are, and the gain {@code sqrt(1 - |lambda|^2)} that keeps states at the size
 * of the inputs (Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu and De, "Resurrecting Recurrent Neural Networks for
 * Long Sequences", 2023).
 */
public final class LruDynamics {

    private final int pairs;

    /** {@code [N]}: real and imaginary part of lambda, and the gain. */
    private final float[] real;

    private final float[] imaginary;
    private final float[] gain;

    /** {@code [N]}: {@code exp(nu)} and {@code exp(theta)}. */
    private final double[] decay;

    private final double[] angle;

    /** {@code [N]}: {@code |lambda|^2}. */
    private final double[] squared;

    /** @param pairs N */
    public LruDynamics(int pairs) {
        this.pairs = pairs;
        real = new float[pairs];
        imaginary = new float[pairs];
        gain = new float[pairs];
        decay = new double[pairs];
        angle = new double[pairs];
        squared = new double[pairs];
    }

    /** Takes over {@code nu [N]} and {@code theta [N]}, one after the other from {@code from} on. */
    public void set(float[] parameters, int from) {
        for (int j = 0; j < pairs; j++) {
            decay[j] = StrictMath.exp(parameters[from + j]);
            angle[j] = StrictMath.exp(parameters[from + pairs + j]);
            double radius = StrictMath.exp(-decay[j]);
            real[j] = (float) (radius * StrictMath.cos(angle[j]));
            imaginary[j] = (float) (radius * StrictMath.sin(angle[j]));
            squared[j] = StrictMath.exp(-2 * decay[j]);
            gain[j] = (float) Math.sqrt(-StrictMath.expm1(-2 * decay[j]));
        }
    }

    /** {@code [N]}; read only. */
    public float[] real() {
        return real;
    }

    /** {@code [N]}; read only. */
    public float[] imaginary() {
        return imaginary;
    }

    /** {@code [N]}; read only. */
    public float[] gain() {
        return gain;
    }

    /**
     * Adds the derivatives by nu and theta to {@code into}, from {@code at} on, given those by what they make:
     * {@code dlambda/dnu = -exp(nu) lambda}, {@code dlambda/dtheta = i exp(theta) lambda} and
     * {@code dgain/dnu = exp(nu) |lambda|^2 / gain}.
     */
    public void addGradient(double[] byReal, double[] byImaginary, double[] byGain, float[] into, int at) {
        for (int j = 0; j < pairs; j++) {
            double byRadius = byReal[j] * real[j] + byImaginary[j] * imaginary[j];
            double turned = byImaginary[j] * real[j] - byReal[j] * imaginary[j];
            double byGainOfNu = gain[j] > 0 ? byGain[j] * squared[j] / gain[j] : 0;
            into[at + j] += (float) (decay[j] * (byGainOfNu - byRadius));
            into[at + pairs + j] += (float) (angle[j] * turned);
        }
    }

    /**
     * A bound for the squared norm of what a window adds to the derivatives by nu and theta, as a multiple of the sum
     * of squares of the cotangents of its states times that of its states. It follows from {@code exp(nu) |lambda| <=
     * 1/e} and {@code exp(nu) |lambda|^2 / gain^2 <= 1/2}, the latter met by the states before and after a step, and
     * from {@code |lambda| <= 1}.
     */
    double gradientBound() {
        double largest = 0;
        for (double one : angle) {
            largest = Math.max(largest, one * one);
        }
        return 2 + largest;
    }
}
