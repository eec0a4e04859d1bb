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
 *
 * <p>Of each step, {@code [B, H]} rows are kept: the gates, which backward turns into the cotangents of their
 * pre-activations, the cell state before it, and the tanh of that after it.
 */
final class LstmCell implements Cell {

    private static final int I = 0;
    private static final int F = 1;
    private static final int G = 2;
    private static final int O = 3;
    private static final int GATES = 4;

    private final Recurrence rec;
    private final Biases biases;

    /** {@code [4, T][B, H]}. */
    private final float[][][] gates;

    /** {@code [T+1][B, H]}. */
    private final float[][] c;

    /** {@code [T][B, H]}. */
    private final float[][] tanhC;

    private final float[] h;
    private final float[] previous;
    private final float[] dOutput;

    LstmCell(Recurrence rec, Biases biases, int time, int batch) {
        this.rec = rec;
        this.biases = biases;
        int n = Math.multiplyExact(batch, rec.units);
        gates = new float[GATES][time][n];
        c = new float[time + 1][n];
        tanhC = new float[time][n];
        h = new float[n];
        previous = new float[n];
        dOutput = new float[n];
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        System.arraycopy(initialState[0], 0, h, 0, n);
        System.arraycopy(initialState[1], 0, c[0], 0, n);
        rec.remember(span, 0, h);
        for (int t = 0; t < span.time(); t++) {
            for (int g = 0; g < GATES; g++) {
                rec.recur(span, t, g, gates[g][t]);
                activate(g, gates[g][t], n);
            }
            store(gates[I][t], gates[F][t], gates[G][t], c[t], c[t + 1], n);
            span.carry(t, c[t], c[t + 1], rec.units);
            Sigmoids.tanhOf(c[t + 1], tanhC[t], n);
            say(span, t, n);
            rec.remember(span, t + 1, h);
        }
    }

    private void activate(int gate, float[] a, int n) {
        if (gate == G) {
            Sigmoids.tanh(a, biases.tile(gate), n);
        } else {
            Sigmoids.logistic(a, biases.tile(gate), n);
        }
    }

    /** {@code c' = f c + i g}. */
    private static void store(float[] i, float[] f, float[] g, float[] c, float[] next, int n) {
        for (int j = 0; j < n; j++) {
            next[j] = Math.fma(f[j], c[j], i[j] * g[j]);
        }
    }

    /** {@code h' = o tanh(c')}. */
    private void say(Span span, int t, int n) {
        span.keep(t, h, previous, rec.units);
        Rows.multiply(gates[O][t], tanhC[t], h, n);
        span.carry(t, previous, h, rec.units);
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        float[] dc = cotangent[1];
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, dc, previous, rec.units);
            throughOutput(dh, dOutput, gates[O][t], tanhC[t], dc, n);
            throughInput(dc, gates[I][t], gates[G][t], n);
            throughForget(dc, gates[F][t], c[t], n);
            span.carry(t, previous, dc, rec.units);
            for (int g = 0; g < GATES; g++) {
                rec.putBack(span, t, g, gates[g][t]);
                biases.add(g, gates[g][t], n);
            }
            span.keep(t, dh, previous, rec.units);
            rec.recurBack(span, t, 0, GATES, false, dh);
            span.carry(t, previous, dh, rec.units);
        }
    }

    @Override
    public void gradient(Span span) {
        rec.recurrentGradient(span, 0, GATES);
    }

    /** {@code do = (dh + dy) tanh(c') o (1 - o)}, {@code dc += (dh + dy) o (1 - tanh(c')^2)}. */
    private static void throughOutput(float[] dh, float[] dy, float[] o, float[] tanhC, float[] dc, int n) {
        for (int j = 0; j < n; j++) {
            float d = (dh[j] + dy[j]) * o[j];
            float y = tanhC[j];
            dc[j] = Math.fma(d, Math.fma(-y, y, 1f), dc[j]);
            o[j] = d * y * (1f - o[j]);
        }
    }

    /** {@code di = dc g i (1 - i)}, {@code dg = dc i (1 - g^2)}. */
    private static void throughInput(float[] dc, float[] i, float[] g, int n) {
        for (int j = 0; j < n; j++) {
            float x = dc[j] * i[j];
            float y = g[j];
            g[j] = x * Math.fma(-y, y, 1f);
            i[j] = x * y * (1f - i[j]);
        }
    }

    /** {@code df = dc c f (1 - f)}, {@code dc = dc f}. */
    private static void throughForget(float[] dc, float[] f, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            float x = dc[j] * f[j];
            dc[j] = x;
            f[j] = x * c[j] * (1f - f[j]);
        }
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        int n = span.batch() * rec.units;
        if (part == 0) {
            rec.h.get(span.time() * n, into, 0, n);
        } else {
            System.arraycopy(c[span.time()], 0, into, 0, n);
        }
    }
}
