package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Sigmoids;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate by Gers et al., 2000), no peepholes.
 *
 * <pre>
 * i, f, o = logistic(x K + h R + b)     g = tanh(x K + h R + b)       gate order i, f, g, o
 * c' = f c + i g                        h' = o tanh(c')
 * </pre>
 */
final class LstmCell implements Cell {

    private static final int GATES = 4;

    private final Recurrence rec;
    private final Biases biases;

    private final float[][] initialState;
    private final float[][] cotangent;

    /** {@code [T, 4, B, H]}: i, f, g, o of each step; overwritten by the cotangents of their pre-activations. */
    private final float[] a;

    /** {@code [T+1, B, H]}. */
    private final float[] c;

    /** {@code [T, B, H]}: tanh of the cell state after each step. */
    private final float[] tanhC;

    /** {@code [B, H]} each. */
    private final float[] h;

    private final float[] previous;
    private final float[] dOutput;

    LstmCell(Weights weights, int time, int batch) {
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        int n = Math.multiplyExact(batch, rec.units);
        initialState = new float[2][n];
        cotangent = new float[2][n];
        a = new float[Math.multiplyExact(time * GATES, n)];
        c = new float[Math.multiplyExact(time + 1, n)];
        tanhC = new float[Math.multiplyExact(time, n)];
        h = new float[n];
        previous = new float[n];
        dOutput = new float[n];
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
        System.arraycopy(initialState[1], 0, c, 0, n);
        rec.project(span, inputs, offset);
        for (int t = 0; t < span.time(); t++) {
            rec.recur(span, t, 0, GATES);
            int i = t * GATES * n;
            for (int g = 0; g < GATES; g++) {
                rec.z.get(rec.at(span, g, t), a, i + g * n, n);
            }
            Sigmoids.logistic(a, i, biases.tiles, 0, 2 * n);
            Sigmoids.tanh(a, i + 2 * n, biases.tiles, 2 * n, n);
            Sigmoids.logistic(a, i + 3 * n, biases.tiles, 3 * n, n);
            remember(a, i, c, t * n, n);
            span.carry(t, c, t * n, c, (t + 1) * n, rec.units);
            Sigmoids.tanhOf(c, (t + 1) * n, tanhC, t * n, n);
            step(span, t, n);
            rec.h.put((t + 1) * n, h, 0, n);
        }
    }

    /** {@code c' = f c + i g}. */
    private static void remember(float[] a, int i, float[] c, int at, int n) {
        for (int j = 0; j < n; j++) {
            c[at + n + j] = Math.fma(a[i + n + j], c[at + j], a[i + j] * a[i + 2 * n + j]);
        }
    }

    /** {@code h' = o tanh(c')}. */
    private void step(Span span, int t, int n) {
        boolean ragged = span.ragged(t);
        if (ragged) {
            System.arraycopy(h, 0, previous, 0, n);
        }
        multiply(a, (t * GATES + 3) * n, tanhC, t * n, h, n);
        if (ragged) {
            span.carry(t, previous, 0, h, 0, rec.units);
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
        float[] dc = cotangent[1];
        biases.clear(span.batch());
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            System.arraycopy(dc, 0, previous, 0, n);
            int i = t * GATES * n;
            throughOutput(dh, dOutput, a, i + 3 * n, tanhC, t * n, dc, n);
            throughGates(dc, a, i, c, t * n, n);
            span.carry(t, previous, 0, dc, 0, rec.units);
            for (int g = 0; g < GATES; g++) {
                span.clear(t, a, i + g * n, rec.units);
                rec.z.put(rec.at(span, g, t), a, i + g * n, n);
            }
            biases.add(a, i, 0, GATES * n);
            System.arraycopy(dh, 0, previous, 0, n);
            rec.recurBack(span, t, 0, GATES, false, dh);
            span.carry(t, previous, 0, dh, 0, rec.units);
        }
        rec.kernelGradient(span);
        rec.recurrentGradient(span, 0, GATES);
        biases.gradient(span.batch());
    }

    /** {@code do = (dh + dy) tanh(c') o (1 - o)}, {@code dc += (dh + dy) o (1 - tanh(c')^2)}. */
    private static void throughOutput(
            float[] dh, float[] dy, float[] a, int o, float[] tanhC, int at, float[] dc, int n) {
        for (int j = 0; j < n; j++) {
            float d = (dh[j] + dy[j]) * a[o + j];
            float y = tanhC[at + j];
            dc[j] = Math.fma(d, Math.fma(-y, y, 1f), dc[j]);
            a[o + j] = d * y * (1f - a[o + j]);
        }
    }

    /** {@code di = dc g i (1 - i)}, {@code df = dc c f (1 - f)}, {@code dg = dc i (1 - g^2)}, {@code dc = dc f}. */
    private static void throughGates(float[] dc, float[] a, int i, float[] c, int at, int n) {
        for (int j = 0; j < n; j++) {
            float x = dc[j] * a[i + j];
            float g = a[i + 2 * n + j];
            a[i + 2 * n + j] = x * Math.fma(-g, g, 1f);
            a[i + j] = x * g * (1f - a[i + j]);
        }
        for (int j = 0; j < n; j++) {
            float f = a[i + n + j];
            float x = dc[j] * f;
            dc[j] = x;
            a[i + n + j] = x * c[at + j] * (1f - f);
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
        if (part == 0) {
            rec.h.get(span.time() * n, into, 0, n);
        } else {
            System.arraycopy(c, span.time() * n, into, 0, n);
        }
    }

    @Override
    public void close() {
        rec.close();
    }
}
