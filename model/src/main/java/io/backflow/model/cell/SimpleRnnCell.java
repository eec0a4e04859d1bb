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

    /**
     * {@code [T+1][B, H]}: the state before each step; backward puts the cotangents of pre-activations into those
     * after.
     */
    private final float[][] h;

    private final float[] previous;
    private final float[] dOutput;

    SimpleRnnCell(Recurrence rec, Biases biases, LayerSpec.Activation activation, int time, int batch) {
        this.activation = activation;
        this.rec = rec;
        this.biases = biases;
        int n = Math.multiplyExact(batch, rec.units);
        h = new float[time + 1][n];
        previous = new float[n];
        dOutput = new float[n];
    }

    @Override
    public void forward(Span span, float[][] initialState) {
        int n = span.batch() * rec.units;
        System.arraycopy(initialState[0], 0, h[0], 0, n);
        rec.remember(span, 0, h[0]);
        for (int t = 0; t < span.time(); t++) {
            rec.recur(span, t, 0, h[t + 1]);
            if (activation == LayerSpec.Activation.TANH) {
                Sigmoids.tanh(h[t + 1], biases.tile(0), n);
            } else {
                rectify(h[t + 1], biases.tile(0), n);
            }
            span.carry(t, h[t], h[t + 1], rec.units);
            rec.remember(span, t + 1, h[t + 1]);
        }
    }

    private static void rectify(float[] x, float[] b, int n) {
        for (int j = 0; j < n; j++) {
            x[j] = Math.max(0f, x[j] + b[j]);
        }
    }

    @Override
    public void backward(Span span, Floats outputs, float[][] cotangent) {
        int n = span.batch() * rec.units;
        float[] dh = cotangent[0];
        for (int t = span.time() - 1; t >= 0; t--) {
            outputs.get(t * n, dOutput, 0, n);
            span.keep(t, dh, previous, rec.units);
            if (activation == LayerSpec.Activation.TANH) {
                throughTanh(dh, dOutput, h[t + 1], n);
            } else {
                throughRectifier(dh, dOutput, h[t + 1], n);
            }
            rec.putBack(span, t, 0, h[t + 1]);
            biases.add(0, h[t + 1], n);
            rec.recurBack(span, t, 0, 1, false, dh);
            span.carry(t, previous, dh, rec.units);
        }
    }

    @Override
    public void gradient(Span span) {
        rec.recurrentGradient(span, 0, 1);
    }

    /** {@code dz = (dh + dy) (1 - h'^2)}. */
    private static void throughTanh(float[] dh, float[] dy, float[] h, int n) {
        for (int j = 0; j < n; j++) {
            h[j] = (dh[j] + dy[j]) * Math.fma(-h[j], h[j], 1f);
        }
    }

    /** {@code dz = dh + dy} where the unit is on. */
    private static void throughRectifier(float[] dh, float[] dy, float[] h, int n) {
        for (int j = 0; j < n; j++) {
            h[j] = h[j] > 0f ? dh[j] + dy[j] : 0f;
        }
    }

    @Override
    public void finalState(Span span, int part, float[] into) {
        int n = span.batch() * rec.units;
        rec.h.get(span.time() * n, into, 0, n);
    }
}
