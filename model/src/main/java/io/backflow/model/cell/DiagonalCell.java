package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Sigmoids;

/**
 * Element-wise minimal gated unit: the memory of the eLSTM (Irie, Gopalakrishnan and Schmidhuber, "Exploring the
 * Promise and Limits of Real-Time Recurrent Learning", 2024) without its output gate, which is no part of the
 * recurrence.
 *
 * <pre>
 * f = logistic(x K_f + w_f h + b_f)     u = tanh(x K_u + w_u h + b_u)     products with w element by element
 * h' = f h + (1 - f) u                                                    gate order f, u
 * </pre>
 */
final class DiagonalCell implements Cell {

    private final Recurrence rec;
    private final Biases biases;

    /** {@code w [2, H]}, repeated for every window and its gradient summed as biases are. */
    private final Biases w;

    /** {@code [T][B, H]}: f and u of each step; backward puts the cotangents of their arguments there. */
    private final float[][] f;

    private final float[][] u;

    /** {@code [T+1][B, H]}. */
    private final float[][] h;

    private final float[] previous;
    private final float[] dOutput;
    private final float[] product;

    DiagonalCell(Recurrence rec, Biases biases, int time, int batch) {
        this.rec = rec;
        this.biases = biases;
        w = new Biases(rec.weights().recurrentAsBias(), batch);
        int n = Math.multiplyExact(batch, rec.units);
        f = new float[time][n];
        u = new float[time][n];
        h = new float[time + 1][n];
        previous = new float[n];
        dOutput = new float[n];
        product = new float[n];
    }

    @Override
    public void refresh(float[] parameters) {
        w.refresh(parameters);
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        w.tile(span);
        System.arraycopy(initialState[0], 0, h[0], 0, n);
        rec.remember(span, 0, h[0]);
        for (int t = 0; t < span.time(); t++) {
            rec.z.get(rec.at(span, 0, t), f[t], 0, n);
            rec.z.get(rec.at(span, 1, t), u[t], 0, n);
            multiplyAdd(h[t], w.tile(0), f[t], n);
            multiplyAdd(h[t], w.tile(1), u[t], n);
            Sigmoids.logistic(f[t], biases.tile(0), n);
            Sigmoids.tanh(u[t], biases.tile(1), n);
            update(f[t], u[t], h[t], h[t + 1], n);
            span.carry(t, h[t], h[t + 1], rec.units);
            rec.remember(span, t + 1, h[t + 1]);
        }
    }

    private static void multiplyAdd(float[] x, float[] y, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] += x[j] * y[j];
        }
    }

    /** {@code h' = u + f (h - u)}. */
    private static void update(float[] f, float[] u, float[] h, float[] next, int n) {
        for (int j = 0; j < n; j++) {
            next[j] = Math.fma(f[j], h[j] - u[j], u[j]);
        }
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        w.clear(span);
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, dh, previous, rec.units);
            throughUpdate(dh, dOutput, f[t], u[t], h[t], n);
            through(span, t, 0, f[t], dh, n);
            through(span, t, 1, u[t], dh, n);
            span.carry(t, previous, dh, rec.units);
        }
    }

    @Override
    public void gradient(Span span) {
        w.gradient(span);
    }

    @Override
    public void scale(Span span, int b, float factor) {
        w.scale(b, factor);
    }

    /** {@code df = d (h - u) f (1 - f)}, {@code du = d (1 - f) (1 - u^2)}, {@code dh = d f}; d = dh + dy. */
    private static void throughUpdate(float[] dh, float[] dy, float[] f, float[] u, float[] h, int n) {
        for (int j = 0; j < n; j++) {
            float d = dh[j] + dy[j];
            float straight = d * f[j];
            f[j] = straight * (1f - f[j]) * (h[j] - u[j]);
            u[j] = (d - straight) * Math.fma(-u[j], u[j], 1f);
            dh[j] = straight;
        }
    }

    /** {@code dw += da h}, {@code dh += da w}. */
    private void through(Span span, int t, int g, float[] da, float[] dh, int n) {
        rec.putBack(span, t, g, da);
        biases.add(g, da, n);
        multiplyAdd(da, w.tile(g), dh, n);
        multiply(da, h[t], product, n);
        w.add(g, product, n);
    }

    private static void multiply(float[] x, float[] y, float[] into, int n) {
        for (int j = 0; j < n; j++) {
            into[j] = x[j] * y[j];
        }
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        System.arraycopy(h[span.time()], 0, into, 0, span.batch() * rec.units);
    }
}
