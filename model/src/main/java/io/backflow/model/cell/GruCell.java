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
 */
final class GruCell implements Cell {

    private static final int GATES = 3;

    private final Recurrence rec;
    private final Biases biases;

    private final float[][] initialState;
    private final float[][] cotangent;

    /** {@code [T, 3, B, H]}: z, r, n of each step; overwritten by the cotangents of their pre-activations. */
    private final float[] a;

    /** {@code [T, B, H]}: h R_n + e_n of each step; overwritten by its cotangent. */
    private final float[] q;

    /** {@code [T+1, B, H]}. */
    private final float[] h;

    /** {@code [B, H]} each. */
    private final float[] previous;

    private final float[] carried;
    private final float[] dOutput;

    /** {@code [T*B, H]}: q, then its cotangent. */
    private final Floats product;

    private final Matrix hView;
    private final Matrix qView;
    private final Matrix dqView;

    GruCell(Weights weights, int time, int batch) {
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        int n = Math.multiplyExact(batch, rec.units);
        initialState = new float[1][n];
        cotangent = new float[1][n];
        a = new float[Math.multiplyExact(time * GATES, n)];
        q = new float[Math.multiplyExact(time, n)];
        h = new float[Math.multiplyExact(time + 1, n)];
        previous = new float[n];
        carried = new float[n];
        dOutput = new float[n];
        product = new Floats((long) time * n);
        hView = new Matrix(rec.h);
        qView = new Matrix(product);
        dqView = new Matrix(product);
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
            hView.at(t * n, span.batch(), rec.units);
            qView.at(t * n, span.batch(), rec.units);
            rec.recur(2, hView, qView, false);
            product.get(t * n, q, t * n, n);
            int z = t * GATES * n;
            for (int g = 0; g < GATES; g++) {
                rec.z.get(rec.at(span, g, t), a, z + g * n, n);
            }
            add(a, z, biases.tiles, GATES * n, 2 * n);
            Sigmoids.logistic(a, z, biases.tiles, 0, 2 * n);
            reset(a, z + n, q, t * n, biases.tiles, (GATES + 2) * n, n);
            Sigmoids.tanh(a, z + 2 * n, biases.tiles, 2 * n, n);
            update(a, z, h, t * n, n);
            span.carry(t, h, t * n, h, (t + 1) * n, rec.units);
            rec.h.put((t + 1) * n, h, (t + 1) * n, n);
        }
    }

    private static void add(float[] x, int at, float[] y, int from, int n) {
        for (int j = 0; j < n; j++) {
            x[at + j] += y[from + j];
        }
    }

    /** {@code q += e}, {@code n += r q}. */
    private static void reset(float[] a, int r, float[] q, int at, float[] bias, int e, int n) {
        for (int j = 0; j < n; j++) {
            float y = q[at + j] + bias[e + j];
            q[at + j] = y;
            a[r + n + j] = Math.fma(a[r + j], y, a[r + n + j]);
        }
    }

    /** {@code h' = n + z (h - n)}. */
    static void update(float[] a, int z, float[] h, int at, int n) {
        for (int j = 0; j < n; j++) {
            float y = a[z + 2 * n + j];
            h[at + n + j] = Math.fma(a[z + j], h[at + j] - y, y);
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
            throughUpdate(dh, dOutput, a, z, h, t * n, carried, n);
            throughReset(a, z + n, q, t * n, n);
            span.clear(t, q, t * n, rec.units);
            for (int g = 0; g < GATES; g++) {
                span.clear(t, a, z + g * n, rec.units);
                rec.z.put(rec.at(span, g, t), a, z + g * n, n);
            }
            product.put(t * n, q, t * n, n);
            biases.add(a, z, 0, GATES * n);
            biases.add(a, z, GATES * n, 2 * n);
            biases.add(q, t * n, (GATES + 2) * n, n);
            rec.addBack(dqView.at(t * n, span.batch(), rec.units), 2, false);
            rec.recurBack(span, t, 0, 2, true, dh);
            add(dh, 0, carried, 0, n);
            span.carry(t, previous, 0, dh, 0, rec.units);
        }
        rec.kernelGradient(span);
        rec.recurrentGradient(span, 0, 2);
        hView.at(0, span.steps(), rec.units);
        rec.recurrentGradient(2, hView, dqView.at(0, span.steps(), rec.units));
        biases.gradient(span.batch());
    }

    /**
     * {@code dn = d (1 - z) (1 - n^2)}, {@code dz = d (h - n) z (1 - z)}, and what goes straight to the state before,
     * {@code d z}; d = dh + dy.
     */
    static void throughUpdate(float[] dh, float[] dy, float[] a, int i, float[] h, int at, float[] straight, int n) {
        for (int j = 0; j < n; j++) {
            float d = dh[j] + dy[j];
            float z = a[i + j];
            float y = a[i + 2 * n + j];
            straight[j] = d * z;
            d *= 1f - z;
            a[i + j] = d * z * (h[at + j] - y);
            a[i + 2 * n + j] = d * Math.fma(-y, y, 1f);
        }
    }

    /** {@code dr = dn q r (1 - r)}, {@code dq = dn r}. */
    private static void throughReset(float[] a, int i, float[] q, int at, int n) {
        for (int j = 0; j < n; j++) {
            float r = a[i + j];
            float x = a[i + n + j] * r;
            a[i + j] = x * q[at + j] * (1f - r);
            q[at + j] = x;
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
        product.close();
    }
}
