package io.backflow.model.io;

import io.backflow.model.InputSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Models as ONNX files, for serving anywhere: one call runs any number of steps of any number of sequences and hands
 * the state on.
 *
 * <p>Inputs: {@code x [time, batch, I]}, or {@code tokens [time, batch]} (int64); for each layer {@code l} its state
 * {@code h<l> [1, batch, H]}, and {@code c<l>} for an LSTM, zeros for a fresh sequence. Outputs: {@code predictions
 * [time, batch, O]}, the head's outputs before any activation; {@code probabilities}, their softmax or sigmoid, where
 * the loss is a cross-entropy; {@code h<l>_next} and {@code c<l>_next}. Dropout, which only trains, is left out.
 */
public final class Onnx {

    /** Operator set; 14 renewed the recurrent operators, runtimes since 2022 know 17. */
    private static final long OPSET = 17;

    private static final long IR_VERSION = 8;

    private Onnx() {}

    /**
     * Writes {@code parameters}, laid out as {@link ParameterLayout#of} says, as a model that a runtime can run.
     *
     * @throws ModelFileException if a layer has no operator in ONNX, or the file cannot be written
     */
    public static void write(Path file, ModelSpec spec, float[] parameters) {
        write(file, spec, parameters, Map.of());
    }

    /**
     * The same with texts of the caller's.
     *
     * @param metadata texts that a runtime shows, in the order of their keys
     */
    public static void write(Path file, ModelSpec spec, float[] parameters, Map<String, String> metadata) {
        byte[] model = model(spec, parameters, metadata);
        WholeFile.write(file, unfinished -> Files.write(unfinished, model));
    }

    private static byte[] model(ModelSpec spec, float[] parameters, Map<String, String> metadata) {
        ParameterLayout layout = ParameterLayout.of(spec);
        layout.requireNoStatistics("ONNX");
        layout.requireSize(parameters);
        byte[] graph = graph(spec, layout, parameters).toByteArray();
        ProtobufWriter model = new ProtobufWriter()
                .integer(1, IR_VERSION)
                .text(2, "Backflow")
                .bytes(7, graph)
                .message(8, opset -> opset.text(1, "").integer(2, OPSET));
        new TreeMap<>(metadata)
                .forEach((key, value) ->
                        model.message(14, entry -> entry.text(1, key).text(2, value)));
        return model.toByteArray();
    }

    private static OnnxGraph graph(ModelSpec spec, ParameterLayout layout, float[] parameters) {
        OnnxGraph graph = new OnnxGraph("backflow");
        graph.constant("axis_1", 1);
        String sequence = input(graph, spec, layout, parameters);
        for (int l = 0; l < spec.layers().size(); l++) {
            sequence = new OnnxLayer(spec.layers().get(l), l, layout, parameters).append(graph, sequence);
        }
        head(graph, spec, layout, parameters, sequence);
        return graph;
    }

    private static String input(OnnxGraph graph, ModelSpec spec, ParameterLayout layout, float[] parameters) {
        if (!(spec.input() instanceof InputSpec.Tokens)) {
            graph.input("x", OnnxGraph.Type.FLOAT, "time", "batch", spec.input().width());
            return "x";
        }
        graph.input("tokens", OnnxGraph.Type.INT64, "time", "batch");
        graph.constant(matrix(layout.view("embedding.embeddings"), parameters));
        graph.node("Gather", List.of("embedding.embeddings", "tokens"), List.of("embedded"), Map.of());
        return "embedded";
    }

    private static void head(
            OnnxGraph graph, ModelSpec spec, ParameterLayout layout, float[] parameters, String sequence) {
        int outputs = spec.head().units();
        graph.constant(matrix(layout.view("head.kernel"), parameters));
        graph.constant(matrix(layout.view("head.bias"), parameters));
        String read = skip(graph, spec, sequence);
        graph.node("MatMul", List.of(read, "head.kernel"), List.of("projected"), Map.of());
        graph.node("Add", List.of("projected", "head.bias"), List.of("predictions"), Map.of());
        graph.output("predictions", OnnxGraph.Type.FLOAT, "time", "batch", outputs);
        if (spec.head().loss() instanceof LossSpec.CrossEntropy) {
            graph.node("Softmax", List.of("predictions"), List.of("probabilities"), Map.of("axis", -1L));
            graph.output("probabilities", OnnxGraph.Type.FLOAT, "time", "batch", outputs);
        } else if (spec.head().loss() instanceof LossSpec.BinaryCrossEntropy) {
            graph.node("Sigmoid", List.of("predictions"), List.of("probabilities"), Map.of());
            graph.output("probabilities", OnnxGraph.Type.FLOAT, "time", "batch", outputs);
        }
    }

    /** What the head reads: with a skip connection, the last inputs beside the top layer's outputs. */
    private static String skip(OnnxGraph graph, ModelSpec spec, String sequence) {
        int width = spec.skipWidth();
        if (width == 0) {
            return sequence;
        }
        graph.constant("skip_from", spec.input().width() - width);
        graph.constant("skip_to", spec.input().width());
        graph.constant("skip_axis", 2);
        graph.node("Slice", List.of("x", "skip_from", "skip_to", "skip_axis"), List.of("skipped"), Map.of());
        graph.node("Concat", List.of(sequence, "skipped"), List.of("beside"), Map.of("axis", -1L));
        return "beside";
    }

    private static NamedTensor matrix(ParameterLayout.View view, float[] parameters) {
        float[] values = Arrays.copyOfRange(parameters, view.offset(), view.offset() + view.size());
        return new NamedTensor(view.name(), new int[] {view.rows(), view.columns()}, values);
    }
}
