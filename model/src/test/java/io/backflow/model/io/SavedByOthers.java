package io.backflow.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.model.InputSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A model file that Keras or PyTorch wrote, with an input and what that program predicted for it. */
record SavedByOthers(String name, ModelSpec spec, JsonNode root) {

    static final Path FOLDER = Path.of("src", "test", "resources", "models");

    static SavedByOthers of(String name) {
        Path json = FOLDER.resolve(name + ".json");
        try {
            JsonNode root = new ObjectMapper().readTree(json.toFile());
            return new SavedByOthers(name, ModelJson.spec(json, root.get("spec").toString()), root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return FOLDER.resolve(name + (name.startsWith("keras") ? ".weights.h5" : ".safetensors"));
    }

    /** {@code [B, T, O]}, as the other program gave it. */
    double[] expected() {
        double[] values = new double[root.get("predictions").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = root.get("predictions").get(i).doubleValue();
        }
        return values;
    }

    /** {@code [B, T, O]}, by our network with {@code parameters}. */
    double[] predicted(float[] parameters) {
        int batch = root.get("batch").intValue();
        int time = root.get("time").intValue();
        int outputs = spec.head().units();
        Minibatch minibatch = new Minibatch(spec, time, batch);
        minibatch.reset(time, batch);
        double[] predictions = new double[batch * time * outputs];
        try (Network network = new Network(spec, time, batch)) {
            network.load(parameters);
            fill(minibatch, batch, time);
            network.forward(minibatch);
            for (int i = 0; i < predictions.length; i++) {
                int step = i / outputs;
                int place = (step % time * batch + step / time) * outputs + i % outputs;
                predictions[i] = network.outputs().predictions()[place];
            }
        }
        return predictions;
    }

    private void fill(Minibatch minibatch, int batch, int time) {
        JsonNode inputs = root.get("inputs");
        boolean tokens = spec.input() instanceof InputSpec.Tokens;
        int width = tokens ? 1 : spec.input().width();
        for (int i = 0; i < inputs.size(); i++) {
            int step = i / width;
            int place = (step % time * batch + step / time) * width + i % width;
            if (tokens) {
                minibatch.tokens()[place] = inputs.get(i).intValue();
            } else {
                minibatch.inputs()[place] = inputs.get(i).floatValue();
            }
        }
    }
}
