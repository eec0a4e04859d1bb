package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Sigmoids;

/**
 * Gated recurrent unit with the reset gate before the recurrent product, as in Cho et al. (2014) and Keras'
 * {@code reset_after=False}; one bias.
 *
 * <pre>
 * z, r = logistic(x K + h R + b)      gate order z, r, n
 * s = r h                             n = tanh(x K_n + s R_n + b_n)
 * h' = z h + (1 - z) n
 * </pre>
 */
final class GruResetBeforeCell implements Cell {

    private static final int GATES = 3;

    private final Recurrence rec;
    private final Biases biases;

    private final float[][] initialState;
    private final float[][] cotangent;

    /** {@code [T, 3, B, H]}: z, r, n of each step; overwritten by the cotangents of their pre-activations. */
    private final float[] a;

    /** {@code [T+1, B, H]}. */
    private final float[] h;

    /** {@code [B, H]} each. */
    private final float[] s;

    private final float[] previous;
    private final float[] carried;
    private final float[] dOutput;

    /** {@code [T*B, H]}: r h of each step. */
    private final Floats resetState;

    private final Matrix sView;
    private final Matrix zView;

    GruResetBeforeCell(Weights weights, int time, int batch) {
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        int n = Math.multiplyExact(batch, rec.units);
        initialState = new float[1][n];
        cotangent = new float[1][n];
        a = new float[Math.multiplyExact(time * GATES, n)];
        h = new float[Math.multiplyExact(time + 1, n)];
        s = new float[n];
        previous = new float[n];
        carried = new float[n];
        dOutput = new float[n];
        resetState = new Floats((long) time * n);
        sView = new Matrix(resetState);
        zView = new Matrix(rec.z);
    }

    @Override
    public int units() {
        return rec.units;
    }

    @Override
    public float[][] initialState() {
        return initialState;
    }

    @Override
    public void refresh(float[] parameters) {
        rec.refresh(parameters);
        biases.refresh(parameters);
    }

    @Override
    public void forward(Span span, Floats inputs, int offset) {
        int n = span.batch() * rec.units;
        biases.tile(span.batch());
        rec.h.put(0, initialState[0], 0, n);
        System.arraycopy(initialState[0], 0, h, 0, n);
        rec.project(span, inputs, offset);
        for (int t = 0; t < span.time(); t++) {
            rec.recur(span, t, 0, 2);
            int z = t * GATES * n;
            for (int g = 0; g < 2; g++) {
                rec.z.get(rec.at(span, g, t), a, z + g * n, n);
            }
            Sigmoids.logistic(a, z, biases.tiles, 0, 2 * n);
            multiply(a, z + n, h, t * n, s, n);
            resetState.put(t * n, s, 0, n);
            sView.at(t * n, span.batch(), rec.units);
            zView.at(rec.at(span, 2, t), span.batch(), rec.units);
            rec.recur(2, sView, zView, true);
            rec.z.get(rec.at(span, 2, t), a, z + 2 * n, n);
            Sigmoids.tanh(a, z + 2 * n, biases.tiles, 2 * n, n);
            GruCell.update(a, z, h, t * n, n);
            span.carry(t, h, t * n, h, (t + 1) * n, rec.units);
            rec.h.put((t + 1) * n, h, (t + 1) * n, n);
        }
    }

    private static void multiply(float[] x, int i, float[] y, int j, float[] into, int n) {
        for (int k = 0; k < n; k++) {
            into[k] = x[i + k] * y[j + k];
        }
    }

    @Override
    public void backward(Span span, Floats outputs) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        biases.clear(span.batch());
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            System.arraycopy(dh, 0, previous, 0, n);
            int z = t * GATES * n;
            GruCell.throughUpdate(dh, dOutput, a, z, h, t * n, carried, n);
            span.clear(t, a, z + 2 * n, rec.units);
            rec.z.put(rec.at(span, 2, t), a, z + 2 * n, n);
            rec.recurBack(span, t, 2, 3, false, s);
            throughReset(s, a, z + n, h, t * n, carried, n);
            for (int g = 0; g < 2; g++) {
                span.clear(t, a, z + g * n, rec.units);
                rec.z.put(rec.at(span, g, t), a, z + g * n, n);
            }
            biases.add(a, z, 0, GATES * n);
            rec.recurBack(span, t, 0, 2, false, dh);
            add(dh, carried, n);
            span.carry(t, previous, 0, dh, 0, rec.units);
        }
        rec.kernelGradient(span);
        rec.recurrentGradient(span, 0, 2);
        sView.at(0, span.steps(), rec.units);
        rec.recurrentGradient(2, sView, zView.at(rec.blockOf(span, 2), span.steps(), rec.units));
        biases.gradient(span.batch());
    }

    /** {@code dr = ds h r (1 - r)}, {@code straight += ds r}. */
    private static void throughReset(float[] ds, float[] a, int i, float[] h, int at, float[] straight, int n) {
        for (int j = 0; j < n; j++) {
            float r = a[i + j];
            float x = ds[j] * r;
            straight[j] += x;
            a[i + j] = x * h[at + j] * (1f - r);
        }
    }

    private static void add(float[] x, float[] y, int n) {
        for (int j = 0; j < n; j++) {
            x[j] += y[j];
        }
    }

    @Override
    public float[][] stateCotangent() {
        return cotangent;
    }

    @Override
    public void inputCotangent(Span span, Floats into) {
        rec.inputCotangent(span, into);
    }

    @Override
    public Floats outputs() {
        return rec.h;
    }

    @Override
    public int outputOffset(Span span) {
        return span.batch() * rec.units;
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        int n = span.batch() * rec.units;
        System.arraycopy(h, span.time() * n, into, 0, n);
    }

    @Override
    public void close() {
        rec.close();
        resetState.close();
    }
}
