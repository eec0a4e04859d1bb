package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Products;
import io.backflow.model.kernel.Sigmoids;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Element-wise minimal gated unit: the memory of the eLSTM (Irie, Gopalakrishnan and Schmidhuber, "Exploring the Promise
 * and Limits of Real-Time Recurrent Learning", 2024) without its output gate, which is no part of the recurrence.
 *
 * <pre>
 * f = logistic(x K_f + w_f h + b_f)     u = tanh(x K_u + w_u h + b_u)     products with w element by element
 * h' = f h + (1 - f) u                                                    gate order f, u
 * </pre>
 */
final class DiagonalCell implements Cell {

    private static final int GATES = 2;

    private final Weights weights;
    private final int in;
    private final int units;

    private final float[][] initialState;
    private final float[][] cotangent;

    /** {@code [in, 2H]} and its transpose, {@code w [2H]}, {@code b [2H]}. */
    private final float[] kernel;

    private final float[] transposed;
    private final float[] w;
    private final float[] bias;

    /** {@code [T*B, 2H]}: f, u of each step; overwritten by the cotangents of their arguments. */
    private final float[] a;

    /** {@code [T+1, B, H]}. */
    private final float[] h;

    private final float[] row;
    private final float[] dw;
    private final float[] db;

    private final Floats products;
    private final Floats outputs;
    private final Floats k;
    private final Floats kTransposed;
    private final Matrix productsView;
    private final Matrix kView;
    private final Matrix kTransposedView;
    private final Matrix gradient;
    private @Nullable Matrix inputs;
    private @Nullable Matrix inputCotangent;
    private int inputOffset;

    DiagonalCell(Weights weights, int time, int batch) {
        this.weights = weights;
        in = weights.kernel().rows();
        units = weights.kernel().columns() / GATES;
        int n = Math.multiplyExact(batch, units);
        initialState = new float[1][n];
        cotangent = new float[1][n];
        kernel = new float[weights.kernel().size()];
        transposed = new float[kernel.length];
        w = new float[GATES * units];
        bias = new float[GATES * units];
        a = new float[Math.multiplyExact(time * GATES, n)];
        h = new float[Math.multiplyExact(time + 1, n)];
        row = new float[units];
        dw = new float[GATES * units];
        db = new float[GATES * units];
        products = new Floats(a.length);
        outputs = new Floats(h.length);
        k = new Floats(kernel.length);
        kTransposed = new Floats(kernel.length);
        productsView = new Matrix(products);
        kView = new Matrix(k).at(0, in, GATES * units);
        kTransposedView = new Matrix(kTransposed).at(0, GATES * units, in);
        gradient = new Matrix(weights.gradient());
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public float[][] initialState() {
        return initialState;
    }

    @Override
    public void refresh() {
        weights.values().get(weights.kernel().offset(), kernel, 0, kernel.length);
        weights.values().get(weights.recurrent().offset(), w, 0, w.length);
        weights.values().get(weights.bias().offset(), bias, 0, bias.length);
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < GATES * units; j++) {
                transposed[j * in + i] = kernel[i * GATES * units + j];
            }
        }
        k.put(0, kernel, 0, kernel.length);
        kTransposed.put(0, transposed, 0, transposed.length);
    }

    @Override
    public void forward(Span span, Floats x, int offset) {
        if (inputs == null || inputs.memory() != x) {
            inputs = new Matrix(x);
        }
        inputOffset = offset;
        int n = span.batch() * units;
        inputs.at(offset, span.steps(), in);
        Products.multiply(inputs, kView, productsView.at(0, span.steps(), GATES * units), false);
        products.get(0, a, 0, GATES * span.time() * n);
        System.arraycopy(initialState[0], 0, h, 0, n);
        for (int t = 0; t < span.time(); t++) {
            for (int b = 0; b < span.batch(); b++) {
                int from = t * n + b * units;
                if (span.ended(t, b)) {
                    System.arraycopy(h, from, h, from + n, units);
                } else {
                    step(from, from + n);
                }
            }
        }
        outputs.put(0, h, 0, (span.time() + 1) * n);
    }

    private void step(int from, int to) {
        int f = GATES * from;
        int u = f + units;
        for (int j = 0; j < units; j++) {
            float old = h[from + j];
            a[f + j] = Sigmoids.logistic(a[f + j] + w[j] * old + bias[j]);
            a[u + j] = Sigmoids.tanh(a[u + j] + w[units + j] * old + bias[units + j]);
            h[to + j] = a[u + j] + a[f + j] * (old - a[u + j]);
        }
    }

    @Override
    public void backward(Span span, Floats dOutputs) {
        int n = span.batch() * units;
        float[] dh = cotangent[0];
        Arrays.fill(dw, 0f);
        Arrays.fill(db, 0f);
        for (int t = span.time() - 1; t >= 0; t--) {
            for (int b = 0; b < span.batch(); b++) {
                int at = t * n + b * units;
                if (span.ended(t, b)) {
                    Arrays.fill(a, GATES * at, GATES * (at + units), 0f);
                } else {
                    dOutputs.get(at, row, 0, units);
                    stepBack(at, dh, b * units);
                }
            }
        }
        products.put(0, a, 0, GATES * span.time() * n);
        Matrix x = Objects.requireNonNull(inputs).at(inputOffset, span.steps(), in);
        gradient.at(weights.kernel().offset(), in, GATES * units);
        Products.multiplyTransposed(x, productsView.at(0, span.steps(), GATES * units), gradient, false);
        weights.gradient().put(weights.recurrent().offset(), dw, 0, dw.length);
        weights.gradient().put(weights.bias().offset(), db, 0, db.length);
    }

    /** {@code df = d (h - u) f (1 - f)}, {@code du = d (1 - f) (1 - u^2)}, {@code dh = d f + df w_f + du w_u}. */
    private void stepBack(int at, float[] dh, int rowOf) {
        for (int j = 0; j < units; j++) {
            int f = GATES * at + j;
            int u = f + units;
            float d = dh[rowOf + j] + row[j];
            float gate = a[f];
            float value = a[u];
            float old = h[at + j];
            a[f] = d * (old - value) * gate * (1f - gate);
            a[u] = d * (1f - gate) * Math.fma(-value, value, 1f);
            dw[j] += a[f] * old;
            dw[units + j] += a[u] * old;
            db[j] += a[f];
            db[units + j] += a[u];
            dh[rowOf + j] = d * gate + a[f] * w[j] + a[u] * w[units + j];
        }
    }

    @Override
    public float[][] stateCotangent() {
        return cotangent;
    }

    @Override
    public void inputCotangent(Span span, Floats into) {
        if (inputCotangent == null || inputCotangent.memory() != into) {
            inputCotangent = new Matrix(into);
        }
        productsView.at(0, span.steps(), GATES * units);
        Products.multiply(productsView, kTransposedView, inputCotangent.at(0, span.steps(), in), false);
    }

    @Override
    public Floats outputs() {
        return outputs;
    }

    @Override
    public int outputOffset(Span span) {
        return span.batch() * units;
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        int n = span.batch() * units;
        System.arraycopy(h, span.time() * n, into, 0, n);
    }

    @Override
    public void close() {
        products.close();
        outputs.close();
        k.close();
        kTransposed.close();
    }
}
