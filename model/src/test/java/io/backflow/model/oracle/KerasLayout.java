package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;

/** Keras' tensors in the flat vector: the layout is Keras' own, so this only concatenates. */
record KerasLayout(ModelSpec spec) {

    float[] flat(JsonNode tensors) {
        ParameterLayout layout = ParameterLayout.of(spec);
        float[] out = new float[layout.size()];
        for (ParameterLayout.View view : layout.views()) {
            JsonNode tensor = find(tensors, view.name());
            if (tensor != null) {
                float[] values = Tensor.of(tensor).floats();
                System.arraycopy(values, 0, out, view.offset(), values.length);
            }
        }
        return out;
    }

    private static JsonNode find(JsonNode tensors, String name) {
        if (name.startsWith("head.")) {
            return tensors.get("dense." + name.substring("head.".length()));
        }
        JsonNode named = tensors.get(name);
        return named != null ? named : tensors.get(name.substring(name.indexOf('.') + 1));
    }
}
