package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** One file of expected numbers; {@code at} walks into it by name. */
record Fixture(String name, JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Fixture read(String file) {
        try (InputStream in = Fixture.class.getResourceAsStream("/oracle/" + file)) {
            return new Fixture(file, JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode config() {
        return root.get("config");
    }

    int config(String key) {
        return config().get(key).intValue();
    }

    JsonNode parameters() {
        return root.get("parameters");
    }

    JsonNode expected() {
        return root.get("expected");
    }

    boolean hasInput(String key) {
        return root.get("inputs").has(key);
    }

    Tensor input(String key) {
        return Tensor.of(root.get("inputs").get(key));
    }
}
