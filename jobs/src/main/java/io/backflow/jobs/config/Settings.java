package io.backflow.jobs.config;

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
        String name = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            return ModelKeys.setting(owner, name, component.getGenericType());
        }
        return new Setting(name, component.getGenericType(), preset(key), key.optional(), key.meaning());
    }

    private static @Nullable JsonNode preset(Key key) {
        return key.preset().isEmpty() ? null : Yaml.tree(key.preset());
    }
}
