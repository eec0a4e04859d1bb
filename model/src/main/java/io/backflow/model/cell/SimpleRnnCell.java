package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Sigmoids;

/**
 * The simple recurrent network of Elman (1990): {@code h' = act(x K + h R + b)}, act being tanh or max(0, .).
 */
final class SimpleRnnCell implements Cell {

    private final LayerSpec.Activation activation;
    private final Recurrence rec;
    private final Biases biases;

    private final float[][] initialState;
    private final float[][] cotangent;

    /** {@code [T, B, H]}: the activation of each step; overwritten by the cotangent of its argument. */
    private final float[] a;

    /** {@code [B, H]} each. */
    private final float[] previous;

    private final float[] dOutput;

    SimpleRnnCell(Weights weights, LayerSpec.Activation activation, int time, int batch) {
        this.activation = activation;
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        int n = Math.multiplyExact(batch, rec.units);
        initialState = new float[1][n];
        cotangent = new float[1][n];
        a = new float[Math.multiplyExact(time, n)];
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
        System.arraycopy(initialState[0], 0, previous, 0, n);
        rec.project(span, inputs, offset);
        for (int t = 0; t < span.time(); t++) {
            rec.recur(span, t, 0, 1);
            rec.z.get(rec.at(span, 0, t), a, t * n, n);
            if (activation == LayerSpec.Activation.TANH) {
                Sigmoids.tanh(a, t * n, biases.tiles, 0, n);
            } else {
                rectify(a, t * n, biases.tiles, n);
            }
            span.carry(t, previous, 0, a, t * n, rec.units);
            System.arraycopy(a, t * n, previous, 0, n);
            rec.h.put((t + 1) * n, a, t * n, n);
        }
    }

    private static void rectify(float[] x, int at, float[] b, int n) {
        for (int j = 0; j < n; j++) {
            x[at + j] = Math.max(0f, x[at + j] + b[j]);
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
            if (activation == LayerSpec.Activation.TANH) {
                throughTanh(dh, dOutput, a, t * n, n);
            } else {
                throughRectifier(dh, dOutput, a, t * n, n);
            }
            span.clear(t, a, t * n, rec.units);
            rec.z.put(rec.at(span, 0, t), a, t * n, n);
            biases.add(a, t * n, 0, n);
            rec.recurBack(span, t, 0, 1, false, dh);
            span.carry(t, previous, 0, dh, 0, rec.units);
        }
        rec.kernelGradient(span);
        rec.recurrentGradient(span, 0, 1);
        biases.gradient(span.batch());
    }

    /** {@code dz = (dh + dy) (1 - a^2)}. */
    private static void throughTanh(float[] dh, float[] dy, float[] a, int at, int n) {
        for (int j = 0; j < n; j++) {
            a[at + j] = (dh[j] + dy[j]) * Math.fma(-a[at + j], a[at + j], 1f);
        }
    }

    /** {@code dz = dh + dy} where the unit is on. */
    private static void throughRectifier(float[] dh, float[] dy, float[] a, int at, int n) {
        for (int j = 0; j < n; j++) {
            a[at + j] = a[at + j] > 0f ? dh[j] + dy[j] : 0f;
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
        rec.h.get(span.time() * n, into, 0, n);
    }

    @Override
    public void close() {
        rec.close();
    }
}
