package io.backflow.model.reference;

import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.Arrays;

/**
 * Forward only, and slow: the loss as a function of parameters and initial state, from which differences are taken.
 */
final class ReferenceNetwork {

    private final ModelSpec spec;
    private final ParameterLayout layout;

    ReferenceNetwork(ModelSpec spec) {
        this.spec = spec;
        layout = ParameterLayout.of(spec);
    }

    /**
     * Sum of weighted step losses plus {@code cotangent} times the final states.
     *
     * @param initial {@code [B, S]}
     * @param cotangent {@code [B, S]}
     */
    double objective(double[] parameters, Minibatch batch, double[] initial, double[] cotangent) {
        int width = spec.stateSize();
        double sum = 0;
        for (int b = 0; b < batch.batch(); b++) {
            double[] state = Arrays.copyOfRange(initial, b * width, (b + 1) * width);
            for (int t = 0; t < batch.lengths()[b]; t++) {
                sum += loss(parameters, batch, t, b, state);
            }
            for (int i = 0; i < width; i++) {
                sum += cotangent[b * width + i] * state[i];
            }
        }
        return sum;
    }

    /** The weighted loss of one step of window {@code b}; moves its {@code state} on. */
    double loss(double[] parameters, Minibatch batch, int t, int b, double[] state) {
        double[] x = input(parameters, batch, t, b);
        double[] h = beside(step(parameters, x, state), x);
        int at = t * batch.batch() + b;
        boolean ignored = batch.labels().length > 0 && batch.labels()[at] < 0;
        if (batch.weights()[at] == 0 || ignored) {
            return 0;
        }
        double[] o = affine(parameters, h, "head.kernel", "head.bias", 0);
        return batch.weights()[at] * ReferenceLoss.of(spec.head(), o, batch, at);
    }

    /** What the head reads: the top layer's output, and the last inputs where these skip the layers. */
    private double[] beside(double[] h, double[] x) {
        double[] read = Arrays.copyOf(h, h.length + spec.skipWidth());
        System.arraycopy(x, x.length - spec.skipWidth(), read, h.length, spec.skipWidth());
        return read;
    }

    private double[] input(double[] parameters, Minibatch batch, int t, int b) {
        int at = t * batch.batch() + b;
        int width = spec.input().width();
        double[] x = new double[width];
        for (int i = 0; i < width; i++) {
            x[i] = spec.input() instanceof InputSpec.Tokens
                    ? parameters[batch.tokens()[at] * width + i]
                    : batch.inputs()[at * width + i];
        }
        return x;
    }

    /** Moves {@code state} on by one step and returns the top layer's output. */
    private double[] step(double[] parameters, double[] input, double[] state) {
        double[] x = input;
        for (int l = 0; l < spec.layers().size(); l++) {
            LayerSpec layer = spec.layers().get(l);
            int from = spec.stateOffset(l);
            double[] own = Arrays.copyOfRange(state, from, from + layer.stateSize());
            double[] read = layer instanceof LayerSpec.Lru lru && lru.layerNormalization() ? normalised(x) : x;
            double[] next = layer(parameters, "layer" + l, layer, read, own);
            System.arraycopy(next, 0, state, from, next.length);
            double[] h = Arrays.copyOf(next, layer.units());
            x = layer instanceof LayerSpec.Lru lru ? output(parameters, "layer" + l, lru, h, x) : h;
        }
        return x;
    }

    private static double[] normalised(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        return Arrays.stream(x)
                .map(v -> (v - mean) / Math.sqrt(variance + 1e-5))
                .toArray();
    }

    private double[] output(double[] p, String name, LayerSpec.Lru lru, double[] h, double[] x) {
        double[] y = h.clone();
        if (lru.activation() != LayerSpec.OutputActivation.LINEAR) {
            boolean glu = lru.activation() == LayerSpec.OutputActivation.GLU;
            double[] value = glu ? affine(p, h, name + ".output_kernel", name + ".output_bias", 0) : h;
            double[] gate = affine(p, h, name + ".gate_kernel", name + ".gate_bias", 0);
            for (int j = 0; j < y.length; j++) {
                y[j] = value[j] * logistic(gate[j]);
            }
        }
        for (int j = 0; lru.residual() && j < y.length; j++) {
            y[j] += x[j];
        }
        return y;
    }

    private double[] layer(double[] p, String name, LayerSpec layer, double[] x, double[] state) {
        int n = layer.units();
        double[] h = Arrays.copyOf(state, n);
        double[] a = affine(p, x, name + ".kernel", name + ".bias", 0);
        if (layer instanceof LayerSpec.Gru gru) {
            return gru(p, name, gru, a, h);
        }
        if (layer instanceof LayerSpec.Diagonal) {
            return diagonal(p, name, a, h);
        }
        if (layer instanceof LayerSpec.Lru) {
            return lru(p, name, a, h);
        }
        double[] q = affine(p, h, name + ".recurrent_kernel", null, 0);
        double[] next = new double[state.length];
        for (int j = 0; j < n; j++) {
            if (layer instanceof LayerSpec.SimpleRnn simple) {
                double z = a[j] + q[j];
                next[j] = simple.activation() == LayerSpec.Activation.TANH ? Math.tanh(z) : Math.max(0, z);
            } else {
                double i = logistic(a[j] + q[j]);
                double f = logistic(a[n + j] + q[n + j]);
                double g = Math.tanh(a[2 * n + j] + q[2 * n + j]);
                double o = logistic(a[3 * n + j] + q[3 * n + j]);
                next[n + j] = f * state[n + j] + i * g;
                next[j] = o * Math.tanh(next[n + j]);
            }
        }
        return next;
    }

    private double[] diagonal(double[] p, String name, double[] a, double[] h) {
        int n = h.length;
        int w = layout.view(name + ".recurrent_kernel").offset();
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double f = logistic(a[j] + p[w + j] * h[j]);
            double u = Math.tanh(a[n + j] + p[w + n + j] * h[j]);
            next[j] = f * h[j] + (1 - f) * u;
        }
        return next;
    }

    private double[] lru(double[] p, String name, double[] a, double[] h) {
        int n = h.length / 2;
        int nu = layout.view(name + ".recurrent_kernel").offset();
        double[] next = new double[2 * n];
        for (int j = 0; j < n; j++) {
            double radius = Math.exp(-Math.exp(p[nu + j]));
            double angle = Math.exp(p[nu + n + j]);
            double gain = Math.sqrt(1 - radius * radius);
            double real = radius * Math.cos(angle);
            double imaginary = radius * Math.sin(angle);
            next[j] = real * h[j] - imaginary * h[n + j] + gain * a[j];
            next[n + j] = imaginary * h[j] + real * h[n + j] + gain * a[n + j];
        }
        return next;
    }

    private double[] gru(double[] p, String name, LayerSpec.Gru gru, double[] a, double[] h) {
        int n = h.length;
        String recurrent = name + ".recurrent_kernel";
        String bias = gru.resetAfter() ? name + ".bias" : null;
        double[] q = affine(p, h, recurrent, bias, 1);
        double[] rh = new double[n];
        for (int j = 0; j < n; j++) {
            rh[j] = logistic(a[n + j] + q[n + j]) * h[j];
        }
        double[] before = affine(p, rh, recurrent, null, 0);
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double z = logistic(a[j] + q[j]);
            double r = logistic(a[n + j] + q[n + j]);
            double inner = gru.resetAfter() ? r * q[2 * n + j] : before[2 * n + j];
            next[j] = z * h[j] + (1 - z) * Math.tanh(a[2 * n + j] + inner);
        }
        return next;
    }

    private double[] affine(double[] p, double[] x, String kernel, String bias, int biasRow) {
        ParameterLayout.View k = layout.view(kernel);
        double[] y = new double[k.columns()];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias == null ? 0 : p[layout.view(bias).offset() + biasRow * y.length + j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * p[k.offset() + i * y.length + j];
            }
        }
        return y;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
