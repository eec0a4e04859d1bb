package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * One key of a configuration record.
 *
 * @param name as it is written in YAML
 * @param type Java type of its value
 * @param preset its value where the file has none; null where there is no such value
 * @param optional whether it may be absent without a preset
 * @param meaning what it sets
 */
public record Setting(String name, Type type, @Nullable JsonNode preset, boolean optional, String meaning) {

    boolean required() {
        return preset == null && !optional;
    }
}
