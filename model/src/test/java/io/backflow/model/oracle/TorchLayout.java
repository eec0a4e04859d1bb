package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;

/**
 * PyTorch's tensors in Keras' layout: matrices transposed, a GRU's gates r, z, n reordered to z, r, n, and the two
 * biases of a SimpleRNN or LSTM replaced by their sum.
 *
 * @param gradients whether the tensors are gradients: then either bias stands for the sum
 */
record TorchLayout(ModelSpec spec, boolean gradients) {

    float[] flat(JsonNode tensors) {
        ParameterLayout layout = ParameterLayout.of(spec);
        float[] out = new float[layout.size()];
        for (ParameterLayout.View view : layout.views()) {
            double[] values = tensor(view.name(), tensors);
            for (int i = 0; i < values.length; i++) {
                out[view.offset() + i] = (float) values[i];
            }
        }
        return out;
    }

    private double[] tensor(String name, JsonNode tensors) {
        if (name.startsWith("embedding")) {
            return tensors.has("embedding.weight")
                    ? Tensor.of(tensors.get("embedding.weight")).data()
                    : new double[0];
        }
        if (name.startsWith("head")) {
            String torch = name.equals("head.kernel") ? "head.weight" : "head.bias";
            return tensors.has(torch) ? transposed(Tensor.of(tensors.get(torch)), 1, false) : new double[0];
        }
        String layer = name.substring(0, name.indexOf('.'));
        LayerSpec of = spec.layers().get(Integer.parseInt(layer.substring("layer".length())));
        boolean gru = of instanceof LayerSpec.Gru;
        int gates = gru ? 3 : of instanceof LayerSpec.Lstm ? 4 : 1;
        if (name.endsWith(".kernel")) {
            return transposed(Tensor.of(tensors.get(layer + ".weight_ih")), gates, gru);
        }
        if (name.endsWith(".recurrent_kernel")) {
            return transposed(Tensor.of(tensors.get(layer + ".weight_hh")), gates, gru);
        }
        return bias(tensors, layer, gates, of);
    }

    private double[] bias(JsonNode tensors, String layer, int gates, LayerSpec of) {
        boolean gru = of instanceof LayerSpec.Gru;
        if (tensors.has(layer + ".bias")) {
            return transposed(Tensor.of(tensors.get(layer + ".bias")), gates, gru);
        }
        double[] ih = transposed(Tensor.of(tensors.get(layer + ".bias_ih")), gates, gru);
        double[] hh = transposed(Tensor.of(tensors.get(layer + ".bias_hh")), gates, gru);
        if (gru) {
            double[] both = new double[2 * ih.length];
            System.arraycopy(ih, 0, both, 0, ih.length);
            System.arraycopy(hh, 0, both, ih.length, ih.length);
            return both;
        }
        double[] sum = ih.clone();
        for (int i = 0; i < sum.length && !gradients; i++) {
            sum[i] += hh[i];
        }
        return sum;
    }

    /** {@code [G*H, in]} to {@code [in, G*H]}, the first two gates swapped if {@code swap}. */
    private static double[] transposed(Tensor w, int gates, boolean swap) {
        int out = w.shape()[0];
        int in = w.data().length / out;
        int units = out / gates;
        double[] result = new double[w.data().length];
        for (int o = 0; o < out; o++) {
            int gate = o / units;
            int to = (swap && gate < 2 ? 1 - gate : gate) * units + o % units;
            for (int i = 0; i < in; i++) {
                result[i * out + to] = w.data()[o * in + i];
            }
        }
        return result;
    }
}
