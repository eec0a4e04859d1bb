package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a record, from its own {@link Key} annotations or, for the model's records, from {@link ModelKeys}. */
final class Settings {

    private Settings() {}

    /** The keys of {@code type}, in the order of its components. */
    static List<Setting> of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return Arrays.stream(components).map(c -> setting(type, c)).toList();
    }

    private static Setting setting(Class<?> owner, RecordComponent component) {
        String name = name(component);
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            return ModelKeys.setting(owner, name, component.getGenericType());
        }
        return new Setting(name, component.getGenericType(), preset(key), key.optional(), key.meaning());
    }

    /** The name that the component declares for itself, or its own in snake case. */
    private static String name(RecordComponent component) {
        JsonProperty declared = component.getAccessor().getAnnotation(JsonProperty.class);
        return declared == null
                ? PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName())
                : declared.value();
    }

    private static @Nullable JsonNode preset(Key key) {
        return key.preset().isEmpty() ? null : Yaml.tree(key.preset());
    }
}
