package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Sigmoids;

/**
 * Gated recurrent unit with the reset gate after the recurrent product, as in cuDNN, PyTorch and Keras'
 * {@code reset_after=True}; two biases b and e.
 *
 * <pre>
 * z, r = logistic(x K + b + h R + e)     gate order z, r, n
 * q = h R_n + e_n                        n = tanh(x K_n + b_n + r q)
 * h' = z h + (1 - z) n
 * </pre>
 *
 * <p>Of each step, {@code [B, H]} rows are kept: gates and q, which backward turns into the cotangents of their
 * pre-activations, and the state before it.
 */
final class GruCell implements Cell {

    private static final int Z = 0;
    private static final int R = 1;
    private static final int N = 2;
    private static final int GATES = 3;

    private final Recurrence rec;
    private final Biases biases;

    /** {@code [3, T][B, H]}. */
    private final float[][][] gates;

    /** {@code [T][B, H]}. */
    private final float[][] q;

    /** {@code [T+1][B, H]}. */
    private final float[][] h;

    private final float[] previous;
    private final float[] straight;
    private final float[] dOutput;

    /** {@code [T*B, H]}: h R_n, then the cotangent of q. */
    private final Floats product;

    private final Matrix hView;
    private final Matrix productView;

    GruCell(Recurrence rec, Biases biases, int time, int batch) {
        this.rec = rec;
        this.biases = biases;
        int n = Math.multiplyExact(batch, rec.units);
        gates = new float[GATES][time][n];
        q = new float[time][n];
        h = new float[time + 1][n];
        previous = new float[n];
        straight = new float[n];
        dOutput = new float[n];
        product = new Floats((long) time * n);
        hView = new Matrix(rec.h);
        productView = new Matrix(product);
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        System.arraycopy(initialState[0], 0, h[0], 0, n);
        rec.remember(span, 0, h[0]);
        for (int t = 0; t < span.time(); t++) {
            for (int g = Z; g <= R; g++) {
                rec.recur(span, t, g, gates[g][t]);
                Rows.add(gates[g][t], biases.tile(GATES + g), n);
                Sigmoids.logistic(gates[g][t], biases.tile(g), n);
            }
            propose(span, t, n);
            update(gates[Z][t], gates[N][t], h[t], h[t + 1], n);
            span.carry(t, h[t], h[t + 1], rec.units);
            rec.remember(span, t + 1, h[t + 1]);
        }
    }

    /** {@code q = h R_n + e_n}, {@code n = tanh(x K_n + b_n + r q)}. */
    private void propose(Span span, int t, int n) {
        hView.at(t * n, span.batch(), rec.units);
        rec.recur(N, hView, productView.at(t * n, span.batch(), rec.units), false);
        product.get(t * n, q[t], 0, n);
        rec.z.get(rec.at(span, N, t), gates[N][t], 0, n);
        Rows.add(q[t], biases.tile(GATES + N), n);
        reset(gates[N][t], gates[R][t], q[t], n);
        Sigmoids.tanh(gates[N][t], biases.tile(N), n);
    }

    private static void reset(float[] a, float[] r, float[] q, int n) {
        for (int j = 0; j < n; j++) {
            a[j] = Math.fma(r[j], q[j], a[j]);
        }
    }

    /** {@code h' = n + z (h - n)}. */
    static void update(float[] z, float[] candidate, float[] h, float[] next, int n) {
        for (int j = 0; j < n; j++) {
            float y = candidate[j];
            next[j] = Math.fma(z[j], h[j] - y, y);
        }
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, dh, previous, rec.units);
            Rows.add(dh, dOutput, n);
            throughUpdate(dh, gates[Z][t], gates[N][t], h[t], straight, n);
            throughReset(gates[N][t], gates[R][t], q[t], n);
            putBack(span, t, n);
            rec.addBack(productView.at(t * n, span.batch(), rec.units), N, false);
            rec.recurBack(span, t, Z, N, true, dh);
            Rows.add(dh, straight, n);
            span.carry(t, previous, dh, rec.units);
        }
    }

    @Override
    public void gradient(Span span) {
        rec.recurrentGradient(span, Z, N);
        hView.at(0, span.steps(), rec.units);
        rec.recurrentGradient(N, hView, productView.at(0, span.steps(), rec.units));
    }

    @Override
    public void scale(Span span, int b, float factor) {
        product.scale(b * rec.units, rec.units, span.batch() * rec.units, span.time(), factor);
    }

    private void putBack(Span span, int t, int n) {
        span.clear(t, q[t], rec.units);
        product.put(t * n, q[t], 0, n);
        for (int g = 0; g < GATES; g++) {
            rec.putBack(span, t, g, gates[g][t]);
            biases.add(g, gates[g][t], n);
            biases.add(GATES + g, g == N ? q[t] : gates[g][t], n);
        }
    }

    /**
     * {@code dn = d (1 - z) (1 - n^2)}, {@code dz = d (h - n) z (1 - z)}, and what goes straight to the state before,
     * {@code d z}.
     */
    static void throughUpdate(float[] d, float[] z, float[] candidate, float[] h, float[] straight, int n) {
        for (int j = 0; j < n; j++) {
            float y = candidate[j];
            float kept = d[j] * z[j];
            float rest = d[j] - kept;
            straight[j] = kept;
            z[j] = rest * z[j] * (h[j] - y);
            candidate[j] = rest * Math.fma(-y, y, 1f);
        }
    }

    /** {@code dr = dn q r (1 - r)}, {@code dq = dn r}. */
    private static void throughReset(float[] dn, float[] r, float[] q, int n) {
        for (int j = 0; j < n; j++) {
            float x = dn[j] * r[j];
            r[j] = x * q[j] * (1f - r[j]);
            q[j] = x;
        }
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        System.arraycopy(h[span.time()], 0, into, 0, span.batch() * rec.units);
    }

    @Override
    public void close() {
        product.close();
    }
}
