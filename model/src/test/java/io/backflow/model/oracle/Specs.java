package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The model that a fixture's configuration describes. */
final class Specs {

    private Specs() {}

    /** Layers alone; the head is there because a spec needs one. */
    static ModelSpec layers(JsonNode config) {
        return model(config, new HeadSpec(1, new LossSpec.Mse()));
    }

    static ModelSpec model(JsonNode config, HeadSpec head) {
        InputSpec input = config.has("vocab")
                ? new InputSpec.Tokens(
                        config.get("vocab").intValue(), config.get("embedding").intValue())
                : new InputSpec.Features(config.get("input").intValue());
        int layers = config.has("layers") ? config.get("layers").intValue() : 1;
        return new ModelSpec(input, Collections.nCopies(layers, layer(config)), head);
    }

    private static LayerSpec layer(JsonNode config) {
        String cell = config.has("cell")
                ? config.get("cell").textValue()
                : keras(config.get("layer").textValue(), config);
        int units = config.has("hidden")
                ? config.get("hidden").intValue()
                : config.get("units").intValue();
        return switch (cell) {
            case "simple_rnn_tanh" -> new LayerSpec.SimpleRnn(units, LayerSpec.Activation.TANH, 0);
            case "simple_rnn_relu" -> new LayerSpec.SimpleRnn(units, LayerSpec.Activation.RELU, 0);
            case "lstm" -> new LayerSpec.Lstm(units, true, 0);
            case "gru" -> new LayerSpec.Gru(units, true, 0);
            case "gru_reset_before" -> new LayerSpec.Gru(units, false, 0);
            default -> throw new IllegalArgumentException("cell " + cell);
        };
    }

    private static String keras(String layer, JsonNode config) {
        if (layer.equals("gru")) {
            return config.get("reset_after").booleanValue() ? "gru" : "gru_reset_before";
        }
        return layer.equals("simple_rnn") ? "simple_rnn_tanh" : layer;
    }

    static HeadSpec head(JsonNode config) {
        int outputs = config.get("outputs").intValue();
        return switch (config.get("loss").textValue()) {
            case "mse" -> new HeadSpec(outputs, new LossSpec.Mse());
            case "huber" ->
                new HeadSpec(outputs, new LossSpec.Huber(config.get("delta").doubleValue()));
            case "cross_entropy" -> new HeadSpec(outputs, new LossSpec.CrossEntropy());
            case "bce" -> new HeadSpec(outputs, new LossSpec.BinaryCrossEntropy());
            case "gaussian_nll" -> new HeadSpec(2 * config.get("target_dim").intValue(), new LossSpec.GaussianNll());
            case "quantile" -> quantile(config.get("quantiles"));
            default -> throw new IllegalArgumentException("loss " + config.get("loss"));
        };
    }

    private static HeadSpec quantile(JsonNode quantiles) {
        List<Double> q = new ArrayList<>();
        quantiles.forEach(node -> q.add(node.doubleValue()));
        return new HeadSpec(q.size(), new LossSpec.Quantile(q));
    }
}
