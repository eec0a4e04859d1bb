package io.backflow.model.io;

import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Weights that Keras 3 saved with {@code model.save_weights("….weights.h5")}, of a sequential or functional model: an
 * embedding where the input is a token, the recurrent layers, one dense layer. Keras files them by class and number
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
        return layer instanceof LayerSpec.Gru ? "gru" : "simple_rnn";
    }
}
