package io.backflow.model.io;

import io.backflow.model.LayerSpec;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One recurrent layer as ONNX' {@code RNN}, {@code LSTM} or {@code GRU}: weights {@code W [1, G*H, in]}, {@code
 * R [1, G*H, H]}, {@code B [1, 2*G*H]} (input biases, then recurrent ones), states {@code [1, batch, H]}.
 *
 * @param index of the layer in its stack
 */
record OnnxLayer(LayerSpec layer, int index, ParameterLayout layout, float[] parameters) {

    /**
     * Appends the layer to {@code graph}.
     *
     * @param input name of the sequence it reads, {@code [time, batch, in]}
     * @return name of the sequence it gives, {@code [time, batch, H]}
     */
    String append(OnnxGraph graph, String input) {
        String operator = operator();
        String prefix = "layer" + index;
        int gates = order().length * layer.units();
        ParameterLayout.View kernel = layout.view(prefix + ".kernel");
        graph.constant(new NamedTensor(prefix + "_W", new int[] {1, gates, kernel.rows()}, matrix(kernel)));
        ParameterLayout.View recurrent = layout.view(prefix + ".recurrent_kernel");
        graph.constant(new NamedTensor(prefix + "_R", new int[] {1, gates, layer.units()}, matrix(recurrent)));
        graph.constant(new NamedTensor(prefix + "_B", new int[] {1, 2 * gates}, biases()));
        graph.node(operator, inputs(prefix, input), outputs(prefix), attributes());
        graph.node("Squeeze", List.of(prefix + "_Y", "axis_1"), List.of(prefix + "_outputs"), Map.of());
        states().forEach(state -> {
            graph.input(state + index, OnnxGraph.Type.FLOAT, 1, "batch", layer.units());
            graph.output(state + index + "_next", OnnxGraph.Type.FLOAT, 1, "batch", layer.units());
        });
        return prefix + "_outputs";
    }

    private List<String> inputs(String prefix, String input) {
        String wholeWindows = "";
        List<String> inputs =
                new ArrayList<>(List.of(input, prefix + "_W", prefix + "_R", prefix + "_B", wholeWindows));
        states().forEach(state -> inputs.add(state + index));
        return inputs;
    }

    private List<String> outputs(String prefix) {
        List<String> outputs = new ArrayList<>(List.of(prefix + "_Y"));
        states().forEach(state -> outputs.add(state + index + "_next"));
        return outputs;
    }

    private List<String> states() {
        return layer instanceof LayerSpec.Lstm ? List.of("h", "c") : List.of("h");
    }

    private String operator() {
        if (layer instanceof LayerSpec.SimpleRnn) {
            return "RNN";
        }
        if (layer instanceof LayerSpec.Lstm) {
            return "LSTM";
        }
        if (layer instanceof LayerSpec.Gru) {
            return "GRU";
        }
        throw new ModelFileException("layer " + index + " is of type "
                + layer.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                + ", for which ONNX has no operator; it exports simple_rnn, lstm and gru");
    }

    private Map<String, ?> attributes() {
        Long units = (long) layer.units();
        if (layer instanceof LayerSpec.SimpleRnn rnn) {
            String activation = rnn.activation() == LayerSpec.Activation.RELU ? "Relu" : "Tanh";
            return Map.of("hidden_size", units, "activations", List.of(activation));
        }
        if (layer instanceof LayerSpec.Gru gru) {
            return Map.of("hidden_size", units, "linear_before_reset", gru.resetAfter() ? 1L : 0L);
        }
        return Map.of("hidden_size", units);
    }

    private float[] matrix(ParameterLayout.View view) {
        return new GateBlocks(order(), layer.units(), view.rows()).transposed(parameters, view.offset());
    }

    /** A layer's single bias goes to the input side, zeros to the recurrent one. */
    private float[] biases() {
        ParameterLayout.View view = layout.view("layer" + index + ".bias");
        GateBlocks row = new GateBlocks(order(), layer.units(), 1);
        float[] both = Arrays.copyOf(row.transposed(parameters, view.offset()), 2 * view.columns());
        if (view.rows() == 2) {
            float[] recurrent = row.transposed(parameters, view.offset() + view.columns());
            System.arraycopy(recurrent, 0, both, view.columns(), recurrent.length);
        }
        return both;
    }

    private int[] order() {
        return GateOrder.onnx(layer);
    }
}
