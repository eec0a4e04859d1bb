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
 *
 * <p>Of each step, {@code [B, H]} rows are kept: the gates, which backward turns into the cotangents of their
 * pre-activations, and the state before it.
 */
final class GruResetBeforeCell implements Cell {

    private static final int Z = 0;
    private static final int R = 1;
    private static final int N = 2;
    private static final int GATES = 3;

    private final Recurrence rec;
    private final Biases biases;

    /** {@code [3, T][B, H]}. */
    private final float[][][] gates;

    /** {@code [T+1][B, H]}. */
    private final float[][] h;

    /** {@code [B, H]}: r h of a step, then its cotangent. */
    private final float[] s;

    private final float[] previous;
    private final float[] straight;
    private final float[] dOutput;

    /** {@code [T*B, H]}: r h of each step. */
    private final Floats resetState;

    private final Matrix sView;
    private final Matrix zView;

    GruResetBeforeCell(Recurrence rec, Biases biases, int time, int batch) {
        this.rec = rec;
        this.biases = biases;
        int n = Math.multiplyExact(batch, rec.units);
        gates = new float[GATES][time][n];
        h = new float[time + 1][n];
        s = new float[n];
        previous = new float[n];
        straight = new float[n];
        dOutput = new float[n];
        resetState = new Floats((long) time * n);
        sView = new Matrix(resetState);
        zView = new Matrix(rec.z);
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        System.arraycopy(initialState[0], 0, h[0], 0, n);
        rec.remember(span, 0, h[0]);
        for (int t = 0; t < span.time(); t++) {
            for (int g = Z; g <= R; g++) {
                rec.recur(span, t, g, gates[g][t]);
                Sigmoids.logistic(gates[g][t], biases.tile(g), n);
            }
            propose(span, t, n);
            GruCell.update(gates[Z][t], gates[N][t], h[t], h[t + 1], n);
            span.carry(t, h[t], h[t + 1], rec.units);
            rec.remember(span, t + 1, h[t + 1]);
        }
    }

    /** {@code s = r h}, {@code n = tanh(x K_n + s R_n + b_n)}. */
    private void propose(Span span, int t, int n) {
        Rows.multiply(gates[R][t], h[t], s, n);
        resetState.put(t * n, s, 0, n);
        sView.at(t * n, span.batch(), rec.units);
        rec.recur(N, sView, zView.at(rec.at(span, N, t), span.batch(), rec.units), true);
        rec.z.get(rec.at(span, N, t), gates[N][t], 0, n);
        Sigmoids.tanh(gates[N][t], biases.tile(N), n);
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, dh, previous, rec.units);
            Rows.add(dh, dOutput, n);
            GruCell.throughUpdate(dh, gates[Z][t], gates[N][t], h[t], straight, n);
            rec.putBack(span, t, N, gates[N][t]);
            rec.recurBack(span, t, N, GATES, false, s);
            throughReset(s, gates[R][t], h[t], straight, n);
            rec.putBack(span, t, R, gates[R][t]);
            rec.putBack(span, t, Z, gates[Z][t]);
            for (int g = 0; g < GATES; g++) {
                biases.add(g, gates[g][t], n);
            }
            rec.recurBack(span, t, Z, N, false, dh);
            Rows.add(dh, straight, n);
            span.carry(t, previous, dh, rec.units);
        }
    }

    @Override
    public void gradient(Span span) {
        rec.recurrentGradient(span, Z, N);
        sView.at(0, span.steps(), rec.units);
        rec.recurrentGradient(N, sView, zView.at(rec.blockOf(span, N), span.steps(), rec.units));
    }

    @Override
    public void scale(Span span, int b, float factor) {
        if (factor == 0) {
            resetState.scale(b * rec.units, rec.units, span.batch() * rec.units, span.time(), 0f);
        }
    }

    /** {@code dr = ds h r (1 - r)}, {@code straight += ds r}. */
    private static void throughReset(float[] ds, float[] r, float[] h, float[] straight, int n) {
        for (int j = 0; j < n; j++) {
            float x = ds[j] * r[j];
            straight[j] += x;
            r[j] = x * h[j] * (1f - r[j]);
        }
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        System.arraycopy(h[span.time()], 0, into, 0, span.batch() * rec.units);
    }

    @Override
    public void close() {
        resetState.close();
    }
}
