package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns Jackson's errors into the project's own sentences. Jackson's message may quote the value, so its exception is
 * no cause of ours.
 */
final class BindingErrors {

    private static final String ROOT = "the configuration";

    private BindingErrors() {}

    static ConfigException explain(JsonMappingException error, JsonNode tree, String root) {
        String path = path(error, tree, root);
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigException known) {
                return known;
            }
            if (cause instanceof IllegalArgumentException refused && refused.getMessage() != null) {
                return new ConfigException(placed(refused.getMessage(), path, value(error, tree)));
            }
        }
        if (error instanceof MismatchedInputException mismatch) {
            String value = path.startsWith("kafka.properties")
                    ? RejectedKeys.NOT_SHOWN
                    : RejectedKeys.show(path, value(error, tree));
            return new ConfigException(path + " is " + value + "; it must be " + kind(mismatch.getTargetType()));
        }
        return new ConfigException(path + " cannot be read; correct it");
    }

    private static JsonNode value(JsonMappingException error, JsonNode tree) {
        JsonNode value = tree;
        for (JsonMappingException.Reference reference : error.getPath()) {
            value = below(value, reference);
        }
        return value;
    }

    /** A single value that stands for a list of one has no index. */
    private static JsonNode below(JsonNode value, JsonMappingException.Reference reference) {
        if (reference.getFieldName() != null) {
            return value.path(reference.getFieldName());
        }
        return value.isValueNode() ? value : value.path(reference.getIndex());
    }

    /** A record of the model does not know where it stands: its message's key becomes the one in {@code path}. */
    private static String placed(String message, String path, JsonNode owner) {
        String key = message.substring(0, Math.max(0, message.indexOf(' ')));
        String name = key.substring(key.lastIndexOf('.') + 1);
        if (!owner.has(name) || path.equals(ROOT)) {
            return message;
        }
        String prefix = key.substring(0, key.length() - name.length());
        return prefix.isEmpty() ? path + "." + message : message.replace(prefix, path + ".");
    }

    private static String path(JsonMappingException error, JsonNode tree, String root) {
        StringBuilder path = new StringBuilder(root);
        JsonNode value = tree;
        for (JsonMappingException.Reference reference : error.getPath()) {
            if (reference.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            } else if (!value.isValueNode()) {
                path.append('[').append(reference.getIndex()).append(']');
            }
            value = below(value, reference);
        }
        return path.isEmpty() ? ROOT : path.toString();
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "a mapping of keys";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == Duration.class) {
            return "a duration such as 10ms, 5s, 10m, 1h, 4d or PT10M";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a single word or number";
        }
        return Collection.class.isAssignableFrom(type)
                ? "a list"
                : Map.class.isAssignableFrom(type) ? "a mapping of names to single values" : "a mapping of keys";
    }
}
