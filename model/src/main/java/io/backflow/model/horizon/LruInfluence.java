package io.backflow.model.horizon;

import io.backflow.model.cell.LruDynamics;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * ones. A complex product with a row is {@code a e + b swap(e)}, where swap exchanges the halves. It is made of some
 * rows at once, as many as stay in the first-level cache with all that they are multiplied by, so that the loops run
 * over plain arrays.
 */
final class LruInfluence implements Influence {

    /** Floats of the rows that a loop takes at once. */
    private static final int AT_ONCE = 512;

    private final int in;
    private final int units;
    private final int pairs;
    private final int rows;
    private final int rowsAtOnce;
    private LruDynamics dynamics;
    private final Sums sums;

    /** {@code [in + 2, H]}: nothing, the kernel and the bias. */
    private final float[] kernel;

    /** Some rows each: factors of e and swap(e) in a product with lambda; gains. */
    private final float[] straight;

    private final float[] across;
    private final float[] gain;

    /** Some rows each: e, swap(e), what e is multiplied by or what is added to it. */
    private final float[] e;

    private final float[] swapped;
    private final float[] other;

    /** Some rows each: factors of e and swap(e) in a product with the conjugate of e; sums. */
    private final float[] factor;

    private final float[] factorAcross;
    private final float[] products;
    private final float[] squares;

    private final double[] byReal;
    private final double[] byImaginary;
    private final double[] byGain;

    LruInfluence(LayerShape shape) {
        in = shape.in();
        units = shape.units();
        pairs = units / 2;
        rows = in + 2;
        rowsAtOnce = Math.max(1, Math.min(rows, AT_ONCE / units));
        dynamics = new LruDynamics(pairs);
        int n = Math.multiplyExact(rowsAtOnce, units);
        sums = new Sums(n);
        kernel = new float[rows * units];
        straight = new float[n];
        across = new float[n];
        gain = new float[n];
        e = new float[n];
        swapped = new float[n];
        other = new float[n];
        factor = new float[n];
        factorAcross = new float[n];
        products = new float[n];
        squares = new float[n];
        byReal = new double[pairs];
        byImaginary = new double[pairs];
        byGain = new double[pairs];
    }

    @Override
    public void load(float[] values, @Nullable LruDynamics dynamics) {
        this.dynamics = Objects.requireNonNull(dynamics, "the dynamics of an LRU");
        complex(dynamics.real(), 0, 1f, straight);
        complex(dynamics.gain(), 0, 1f, gain);
        complex(dynamics.imaginary(), 0, -1f, across);
        for (int j = 0; j < across.length; j++) {
            across[j] = -across[j];
        }
        System.arraycopy(values, 0, kernel, units, in * units);
        System.arraycopy(values, (in + 1) * units, kernel, (in + 1) * units, units);
    }

    /** Fills {@code into} with rows {@code [v, sign v]} of {@code v [N]} from {@code from} on. */
    private void complex(float[] v, int from, float sign, float[] into) {
        for (int j = 0; j < pairs; j++) {
            into[j] = v[from + j];
            into[pairs + j] = sign * v[from + j];
        }
        for (int done = units; done < into.length; done *= 2) {
            System.arraycopy(into, 0, into, done, Math.min(done, into.length - done));
        }
    }

    @Override
    public void advance(Linearisation point, float[] values, float[] x, float[] influence, int at) {
        for (int row = 0; row < rows; row += rowsAtOnce) {
            int n = Math.min(rowsAtOnce, rows - row) * units;
            take(influence, at + row * units, n);
            drive(point.parts[0], x, row, n);
            turn(straight, across, e, swapped, other, n);
            System.arraycopy(e, 0, influence, at + row * units, n);
        }
    }

    /** Copies {@code n} floats of rows to e, and swap(e). */
    private void take(float[] influence, int at, int n) {
        System.arraycopy(influence, at, e, 0, n);
        for (int row = 0; row < n; row += units) {
            System.arraycopy(e, row, swapped, row + pairs, pairs);
            System.arraycopy(e, row + pairs, swapped, row, pairs);
        }
    }

    /** What the rows from {@code row} on are pushed by: h, each input, 1. */
    private void drive(float[] h, float[] x, int row, int n) {
        Arrays.fill(other, 0, n, 0f);
        for (int i = 0; i < n; i += units) {
            int of = row + i / units;
            if (of == 0) {
                System.arraycopy(h, 0, other, i, units);
            } else {
                Arrays.fill(other, i, i + pairs, of <= in ? x[of - 1] : 1f);
            }
        }
    }

    private static void turn(float[] straight, float[] across, float[] e, float[] swapped, float[] drive, int n) {
        for (int j = 0; j < n; j++) {
            e[j] = straight[j] * e[j] + across[j] * swapped[j] + drive[j];
        }
    }

    @Override
    public double credit(float[] v, int from, float[] influence, int at, float[] gradient) {
        complex(v, from, -1f, factor);
        complex(v, from + pairs, 1f, factorAcross);
        Arrays.fill(products, 0f);
        Arrays.fill(squares, 0f);
        for (int row = 0; row < rows; row += rowsAtOnce) {
            int n = Math.min(rowsAtOnce, rows - row) * units;
            take(influence, at + row * units, n);
            product(factor, factorAcross, e, swapped, n);
            if (row == 0) {
                takeLambda();
            }
            System.arraycopy(kernel, row * units, other, 0, n);
            addProducts(e, other, products, n);
            scale(e, gain, squares, n);
            give(row, n, gradient);
        }
        return sums.all(squares) + creditLambda(gradient);
    }

    /** Takes the row of lambda out of e. */
    private void takeLambda() {
        for (int j = 0; j < pairs; j++) {
            byReal[j] = e[j];
            byImaginary[j] = e[pairs + j];
        }
        Arrays.fill(e, 0, units, 0f);
    }

    /** Copies the rows in e, which are those from {@code row} on, to the gradient of the kernel and of the bias. */
    private void give(int row, int n, float[] gradient) {
        int from = Math.max(row, 1);
        int to = Math.min(row + n / units, in + 1);
        System.arraycopy(e, (from - row) * units, gradient, (from - 1) * units, Math.max(0, to - from) * units);
        if (row + n / units == rows) {
            System.arraycopy(e, n - units, gradient, (in + 1) * units, units);
        }
    }

    /** Writes the gradient by nu and theta; its squared norm. */
    private double creditLambda(float[] gradient) {
        sums.rows(products, rowsAtOnce, units);
        for (int j = 0; j < pairs; j++) {
            byGain[j] = products[j] + products[pairs + j];
        }
        int to = in * units;
        Arrays.fill(gradient, to, to + units, 0f);
        dynamics.addGradient(byReal, byImaginary, byGain, gradient, to);
        double sum = 0;
        for (int j = to; j < to + units; j++) {
            sum += (double) gradient[j] * gradient[j];
        }
        return sum;
    }

    /** {@code e = a e + b swap(e)}. */
    private static void product(float[] a, float[] b, float[] e, float[] swapped, int n) {
        for (int j = 0; j < n; j++) {
            e[j] = a[j] * e[j] + b[j] * swapped[j];
        }
    }

    private static void addProducts(float[] x, float[] y, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] += x[j] * y[j];
        }
    }

    /** {@code x = x y}, and adds the squares of that. */
    private static void scale(float[] x, float[] y, float[] squares, int n) {
        for (int j = 0; j < n; j++) {
            x[j] *= y[j];
            squares[j] += x[j] * x[j];
        }
    }

    @Override
    public void close() {}
}
