package io.backflow.model.horizon;

import io.backflow.model.cell.LruDynamics;
import java.util.Arrays;

/**
 * The influence of a linear recurrent unit's parameters, which is exact and as large as they are: a complex number for
 * lambda and one for each row of {@code gain K} and for {@code gain b} (Zucchet, Meier, Schug, Mujika and Sacramento,
 * "Online learning of long-range dependencies", NeurIPS 2023). Since the recurrence is linear and complex,
 *
 * <pre>
 * e_lambda' = lambda e_lambda + h       e_i' = lambda e_i + x_i       e_b' = lambda e_b + 1
 * </pre>
 *
 * and derivatives by nu, theta, K and b follow from these where they are asked for. A step costs two multiplications
 * and additions a number.
 *
 * <p>The rows of lambda, of each input and of the bias follow each other, each with its real parts before its imaginary
 * ones. A complex product with a row is {@code a e + b swap(e)}, where swap exchanges the halves; it is made of all
 * rows at once, so that the loops run over plain arrays.
 */
final class LruInfluence implements Influence {

    private final int in;
    private final int units;
    private final int pairs;
    private final int rows;
    private final LruDynamics dynamics;
    private final Sums sums;

    /** {@code [in + 2, H]} each: factors of e and swap(e) in a product with lambda; gains; the kernel and the bias. */
    private final float[] straight;

    private final float[] across;
    private final float[] gain;
    private final float[] kernel;

    /** {@code [in + 2, H]} each: e, swap(e), what is added to e, factors of a product. */
    private final float[] e;

    private final float[] swapped;
    private final float[] drive;
    private final float[] factor;
    private final float[] factorAcross;

    private final double[] byReal;
    private final double[] byImaginary;
    private final double[] byGain;

    LruInfluence(LayerShape shape) {
        in = shape.in();
        units = shape.units();
        pairs = units / 2;
        rows = in + 2;
        dynamics = new LruDynamics(pairs);
        int n = Math.multiplyExact(rows, units);
        sums = new Sums(n);
        straight = new float[n];
        across = new float[n];
        gain = new float[n];
        kernel = new float[n];
        e = new float[n];
        swapped = new float[n];
        drive = new float[n];
        factor = new float[n];
        factorAcross = new float[n];
        byReal = new double[pairs];
        byImaginary = new double[pairs];
        byGain = new double[pairs];
        Arrays.fill(drive, (rows - 1) * units, (rows - 1) * units + pairs, 1f);
    }

    @Override
    public void load(float[] values) {
        dynamics.set(values, in * units);
        complex(dynamics.real(), 0, 1f, straight);
        for (int j = 0; j < pairs; j++) {
            across[j] = -dynamics.imaginary()[j];
            across[pairs + j] = dynamics.imaginary()[j];
        }
        repeat(across);
        complex(dynamics.gain(), 0, 1f, gain);
        System.arraycopy(values, 0, kernel, units, in * units);
        System.arraycopy(values, (in + 1) * units, kernel, (in + 1) * units, units);
    }

    /** Fills {@code into} with rows {@code [v, sign v]} of {@code v [N]} from {@code from} on. */
    private void complex(float[] v, int from, float sign, float[] into) {
        for (int j = 0; j < pairs; j++) {
            into[j] = v[from + j];
            into[pairs + j] = sign * v[from + j];
        }
        repeat(into);
    }

    /** Makes all rows of {@code tile} like the first. */
    private void repeat(float[] tile) {
        for (int done = units; done < tile.length; done *= 2) {
            System.arraycopy(tile, 0, tile, done, Math.min(done, tile.length - done));
        }
    }

    @Override
    public void advance(Linearisation point, float[] values, float[] x, float[] influence, int at) {
        take(influence, at);
        System.arraycopy(point.parts[0], 0, drive, 0, units);
        for (int i = 0; i < in; i++) {
            Arrays.fill(drive, (i + 1) * units, (i + 1) * units + pairs, x[i]);
        }
        turn(straight, across, e, swapped, drive);
        System.arraycopy(e, 0, influence, at, e.length);
    }

    private void take(float[] influence, int at) {
        System.arraycopy(influence, at, e, 0, e.length);
        for (int row = 0; row < e.length; row += units) {
            System.arraycopy(e, row, swapped, row + pairs, pairs);
            System.arraycopy(e, row + pairs, swapped, row, pairs);
        }
    }

    private static void turn(float[] straight, float[] across, float[] e, float[] swapped, float[] drive) {
        for (int j = 0; j < e.length; j++) {
            e[j] = straight[j] * e[j] + across[j] * swapped[j] + drive[j];
        }
    }

    @Override
    public void credit(float[] v, int from, float[] influence, int at, float[] gradient) {
        take(influence, at);
        complex(v, from, -1f, factor);
        complex(v, from + pairs, 1f, factorAcross);
        product(factor, factorAcross, e, swapped);
        for (int j = 0; j < pairs; j++) {
            byReal[j] = e[j];
            byImaginary[j] = e[pairs + j];
        }
        creditGain();
        scale(e, gain);
        System.arraycopy(e, units, gradient, 0, in * units);
        Arrays.fill(gradient, in * units, (in + 1) * units, 0f);
        System.arraycopy(e, (in + 1) * units, gradient, (in + 1) * units, units);
        dynamics.addGradient(byReal, byImaginary, byGain, gradient, in * units);
    }

    /** The derivatives by the gains: what reaches {@code gain K} and {@code gain b}, times K and b. */
    private void creditGain() {
        multiply(e, kernel, swapped);
        sums.rows(swapped, rows, units);
        for (int j = 0; j < pairs; j++) {
            byGain[j] = swapped[j] + swapped[pairs + j];
        }
    }

    /** {@code e = a e + b swap(e)}. */
    private static void product(float[] a, float[] b, float[] e, float[] swapped) {
        for (int j = 0; j < e.length; j++) {
            e[j] = a[j] * e[j] + b[j] * swapped[j];
        }
    }

    private static void multiply(float[] x, float[] y, float[] into) {
        for (int j = 0; j < into.length; j++) {
            into[j] = x[j] * y[j];
        }
    }

    private static void scale(float[] x, float[] y) {
        for (int j = 0; j < x.length; j++) {
            x[j] *= y[j];
        }
    }

    @Override
    public void close() {}
}
