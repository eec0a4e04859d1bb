package io.backflow.model.io;

import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights as Keras 3 saves them with {@code model.save_weights("….weights.h5")}, of a sequential or functional model:
 * an embedding where the input is a token, the recurrent layers, one dense layer. Keras files them by class and number
 * ({@code layers/lstm_1/cell/vars/0}), whatever the layers are called; what an optimizer or a dropout layer keeps in
 * the same file is passed over.
 */
public final class KerasWeights {

    private KerasWeights() {}

    /**
     * The parameters in {@code file}, laid out as {@link ParameterLayout#of} says.
     *
     * @throws ModelFileException unless the file holds exactly the weights of this model, finite throughout
     */
    public static float[] read(Path file, ModelSpec spec) {
        Map<String, String> paths = paths(spec);
        try (TensorSource source = KerasFile.open(file)) {
            return Assembly.read(source, spec, new KerasNames(paths::get));
        }
    }

    /**
     * Writes {@code parameters}, laid out as {@link ParameterLayout#of} says, for {@code model.load_weights} of Keras.
     *
     * @param metadata texts, which become attributes of the file
     * @throws ModelFileException if Keras has no such layers, or the file cannot be written
     */
    public static void write(Path file, ModelSpec spec, float[] parameters, Map<String, String> metadata) {
        ParameterLayout layout = ParameterLayout.of(spec);
        layout.requireNoStatistics("Keras");
        layout.requireSize(parameters);
        List<NamedTensor> tensors = new KerasNames(paths(spec)::get).tensors(spec, parameters);
        WholeFile.write(file, new KerasFileWriter(tensors, metadata)::writeTo);
    }

    /** The texts that {@link #write} left in {@code file}; empty if another program wrote it. */
    public static Map<String, String> metadata(Path file) {
        try (KerasFile source = KerasFile.open(file)) {
            return source.metadata();
        }
    }

    /** From {@link ParameterLayout}'s names to Keras' paths. */
    private static Map<String, String> paths(ModelSpec spec) {
        Map<String, String> paths = new HashMap<>();
        paths.put("embedding.embeddings", "layers/embedding/vars/0");
        paths.put("head.kernel", "layers/dense/vars/0");
        paths.put("head.bias", "layers/dense/vars/1");
        Map<String, Integer> seen = new HashMap<>();
        for (int l = 0; l < spec.layers().size(); l++) {
            String kind = kind(spec.layers().get(l));
            int before = seen.merge(kind, 1, Integer::sum) - 1;
            String cell = "layers/" + kind + (before == 0 ? "" : "_" + before) + "/cell/vars/";
            paths.put("layer" + l + ".kernel", cell + 0);
            paths.put("layer" + l + ".recurrent_kernel", cell + 1);
            paths.put("layer" + l + ".bias", cell + 2);
        }
        return paths;
    }

    private static String kind(LayerSpec layer) {
        if (layer instanceof LayerSpec.Lstm) {
            return "lstm";
        }
        if (layer instanceof LayerSpec.Diagonal || layer instanceof LayerSpec.Lru) {
            String name = layer instanceof LayerSpec.Lru ? "lru" : "diagonal";
            throw new ModelFileException("Keras has no " + name + " layer; its parameters stand in a safetensors file");
        }
        return layer instanceof LayerSpec.Gru ? "gru" : "simple_rnn";
    }
}
