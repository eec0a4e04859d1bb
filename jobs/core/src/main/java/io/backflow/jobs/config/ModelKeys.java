package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What the keys of the model's own records mean, which know nothing of configuration files: the resource
 * {@code model-keys.yaml}, by record and key. Presets are Keras'.
 */
final class ModelKeys {

    private static final JsonNode KEYS = load();

    private ModelKeys() {}

    static Setting setting(Class<?> owner, String name, Type type) {
        JsonNode key = KEYS.path(owner.getSimpleName()).path(name);
        return new Setting(
                name,
                type,
                key.get("preset"),
                key.path("optional").asBoolean(),
                key.path("meaning").asText());
    }

    private static JsonNode load() {
        try (InputStream in = Objects.requireNonNull(ModelKeys.class.getResourceAsStream("model-keys.yaml"))) {
            return Yaml.tree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
