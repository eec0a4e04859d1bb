package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import java.util.Arrays;

/**
 * The recurrence of the linear recurrent unit (LRU; Orvieto and others, 2023): {@code N = H / 2} complex numbers, whose
 * real parts are the first half of a state and whose imaginary parts are the second.
 *
 * <pre>
 * h' = lambda h + gain (x K + b)       lambda and gain: {@link LruDynamics}, of the row {@code [nu, theta]}
 * </pre>
 *
 * The state is the output: what follows, a head or the kernel of a layer, has the part of the paper's matrix C.
 */
final class LruCell implements Cell {

    private final Recurrence rec;
    private final Biases biases;
    private final int pairs;
    private final LruDynamics dynamics;

    /** {@code [T][B, H]}: {@code x K + b}; backward puts its cotangents there. */
    private final float[][] drive;

    /** {@code [T+1][B, H]}. */
    private final float[][] h;

    private final float[] previous;
    private final float[] dOutput;

    /** {@code [B, N]}: sums over steps of the derivatives by lambda and gain. */
    private final float[] byReal;

    private final float[] byImaginary;
    private final float[] byGain;

    /** {@code [B]}: sums of squares of the cotangents of the states. */
    private final double[] squares;

    private final double[] realRow;
    private final double[] imaginaryRow;
    private final double[] gainRow;
    private final float[] gradientRow;

    LruCell(Recurrence rec, Biases biases, int time, int batch) {
        this.rec = rec;
        this.biases = biases;
        pairs = rec.units / 2;
        dynamics = new LruDynamics(pairs);
        int n = Math.multiplyExact(batch, rec.units);
        drive = new float[time][n];
        h = new float[time + 1][n];
        previous = new float[n];
        dOutput = new float[n];
        byReal = new float[batch * pairs];
        byImaginary = new float[batch * pairs];
        byGain = new float[batch * pairs];
        squares = new double[batch];
        realRow = new double[pairs];
        imaginaryRow = new double[pairs];
        gainRow = new double[pairs];
        gradientRow = new float[rec.units];
    }

    @Override
    public void refresh(float[] parameters) {
        dynamics.set(parameters, rec.weights().recurrent().offset());
    }

    @Override
    public LruDynamics dynamics() {
        return dynamics;
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        System.arraycopy(initialState[0], 0, h[0], 0, n);
        rec.remember(span, 0, h[0]);
        for (int t = 0; t < span.time(); t++) {
            rec.z.get(rec.at(span, 0, t), drive[t], 0, n);
            Rows.add(drive[t], biases.tile(0), n);
            for (int b = 0; b < span.batch(); b++) {
                turn(b * rec.units, h[t], drive[t], h[t + 1]);
            }
            span.carry(t, h[t], h[t + 1], rec.units);
            rec.remember(span, t + 1, h[t + 1]);
        }
    }

    /** {@code h' = lambda h + gain v} of the window whose row begins at {@code at}. */
    private void turn(int at, float[] h, float[] v, float[] next) {
        float[] re = dynamics.real();
        float[] im = dynamics.imaginary();
        float[] gain = dynamics.gain();
        int second = at + pairs;
        for (int j = 0; j < pairs; j++) {
            next[at + j] = re[j] * h[at + j] - im[j] * h[second + j] + gain[j] * v[at + j];
            next[second + j] = re[j] * h[second + j] + im[j] * h[at + j] + gain[j] * v[second + j];
        }
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] d = cotangent[0];
        clear(span);
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, d, previous, rec.units);
            Rows.add(d, dOutput, n);
            span.clear(t, d, rec.units);
            for (int b = 0; b < span.batch(); b++) {
                sum(b, d, h[t], drive[t]);
                turnBack(b * rec.units, d, drive[t]);
            }
            rec.putBack(span, t, 0, drive[t]);
            biases.add(0, drive[t], n);
            span.carry(t, previous, d, rec.units);
        }
    }

    private void clear(Span span) {
        Arrays.fill(byReal, 0, span.batch() * pairs, 0f);
        Arrays.fill(byImaginary, 0, span.batch() * pairs, 0f);
        Arrays.fill(byGain, 0, span.batch() * pairs, 0f);
        Arrays.fill(squares, 0, span.batch(), 0);
    }

    /** Adds what one step of window {@code b} says of lambda and gain; {@code d} is the cotangent of its next state. */
    private void sum(int b, float[] d, float[] h, float[] v) {
        int first = b * rec.units;
        int second = first + pairs;
        int into = b * pairs;
        double squared = 0;
        for (int j = 0; j < pairs; j++) {
            float dr = d[first + j];
            float di = d[second + j];
            byReal[into + j] += dr * h[first + j] + di * h[second + j];
            byImaginary[into + j] += di * h[first + j] - dr * h[second + j];
            byGain[into + j] += dr * v[first + j] + di * v[second + j];
            squared += dr * dr + di * di;
        }
        squares[b] += squared;
    }

    /** {@code dv = gain d}, {@code dh = conj(lambda) d}. */
    private void turnBack(int at, float[] d, float[] dv) {
        float[] re = dynamics.real();
        float[] im = dynamics.imaginary();
        float[] gain = dynamics.gain();
        int second = at + pairs;
        for (int j = 0; j < pairs; j++) {
            float dr = d[at + j];
            float di = d[second + j];
            dv[at + j] = gain[j] * dr;
            dv[second + j] = gain[j] * di;
            d[at + j] = re[j] * dr + im[j] * di;
            d[second + j] = re[j] * di - im[j] * dr;
        }
    }

    @Override
    public void gradient(Span span) {
        total(span, byReal, realRow);
        total(span, byImaginary, imaginaryRow);
        total(span, byGain, gainRow);
        Arrays.fill(gradientRow, 0f);
        dynamics.addGradient(realRow, imaginaryRow, gainRow, gradientRow, 0);
        Weights weights = rec.weights();
        weights.gradient().put(weights.recurrent().offset(), gradientRow, 0, gradientRow.length);
    }

    private void total(Span span, float[] rows, double[] into) {
        Arrays.fill(into, 0);
        for (int b = 0; b < span.batch(); b++) {
            for (int j = 0; j < pairs; j++) {
                into[j] += rows[b * pairs + j];
            }
        }
    }

    @Override
    public void scale(Span span, int b, float factor) {
        for (int j = b * pairs; j < (b + 1) * pairs; j++) {
            byReal[j] = factor == 0 ? 0f : factor * byReal[j];
            byImaginary[j] = factor == 0 ? 0f : factor * byImaginary[j];
            byGain[j] = factor == 0 ? 0f : factor * byGain[j];
        }
    }

    @Override
    public double ownSquares(int b) {
        return dynamics.gradientBound() * squares[b];
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        System.arraycopy(h[span.time()], 0, into, 0, span.batch() * rec.units);
    }
}
