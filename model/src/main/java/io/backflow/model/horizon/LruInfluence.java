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
 */
final class LruInfluence implements Influence {

    private final LayerShape shape;
    private final int pairs;
    private final LruDynamics dynamics;
    private float[] parameters = {};
    private final double[] byReal;
    private final double[] byImaginary;
    private final double[] byGain;

    LruInfluence(LayerShape shape) {
        this.shape = shape;
        pairs = shape.units() / 2;
        dynamics = new LruDynamics(pairs);
        byReal = new double[pairs];
        byImaginary = new double[pairs];
        byGain = new double[pairs];
    }

    @Override
    public void load(float[] values) {
        parameters = values;
        dynamics.set(parameters, shape.in() * shape.units());
    }

    /** The rows: of lambda, of each input, of the bias. */
    @Override
    public void advance(Linearisation point, float[] values, float[] x, float[] influence, int at) {
        float[] h = point.parts[0];
        turn(influence, at);
        for (int j = 0; j < shape.units(); j++) {
            influence[at + j] += h[j];
        }
        for (int i = 0; i < x.length; i++) {
            push(influence, at + (i + 1) * shape.units(), x[i]);
        }
        push(influence, at + (x.length + 1) * shape.units(), 1f);
    }

    /** {@code e = lambda e + x}. */
    private void push(float[] influence, int at, float x) {
        turn(influence, at);
        for (int j = 0; j < pairs; j++) {
            influence[at + j] += x;
        }
    }

    private void turn(float[] e, int at) {
        float[] re = dynamics.real();
        float[] im = dynamics.imaginary();
        int second = at + pairs;
        for (int j = 0; j < pairs; j++) {
            float real = e[at + j];
            float imaginary = e[second + j];
            e[at + j] = re[j] * real - im[j] * imaginary;
            e[second + j] = re[j] * imaginary + im[j] * real;
        }
    }

    @Override
    public void credit(float[] v, int from, float[] influence, int at, float[] gradient) {
        int units = shape.units();
        Arrays.fill(byGain, 0);
        for (int j = 0; j < pairs; j++) {
            float real = v[from + j];
            float imaginary = v[from + pairs + j];
            byReal[j] = real * influence[at + j] + imaginary * influence[at + pairs + j];
            byImaginary[j] = imaginary * influence[at + j] - real * influence[at + pairs + j];
        }
        for (int row = 0; row <= shape.in(); row++) {
            // the kernel's rows, then, after those of lambda, the bias
            int of = row < shape.in() ? row * units : (row + 1) * units;
            creditRow(v, from, influence, at + (row + 1) * units, gradient, of);
        }
        dynamics.addGradient(byReal, byImaginary, byGain, gradient, shape.offset() + shape.in() * units);
    }

    /** Of the parameters from {@code of} on, whose influence before the gain begins at {@code at}. */
    private void creditRow(float[] v, int from, float[] influence, int at, float[] gradient, int of) {
        float[] gain = dynamics.gain();
        int into = shape.offset() + of;
        for (int j = 0; j < pairs; j++) {
            float real = v[from + j];
            float imaginary = v[from + pairs + j];
            float byFirst = real * influence[at + j] + imaginary * influence[at + pairs + j];
            float bySecond = imaginary * influence[at + j] - real * influence[at + pairs + j];
            gradient[into + j] += gain[j] * byFirst;
            gradient[into + pairs + j] += gain[j] * bySecond;
            byGain[j] += byFirst * parameters[of + j] + bySecond * parameters[of + pairs + j];
        }
    }

    @Override
    public void close() {}
}
