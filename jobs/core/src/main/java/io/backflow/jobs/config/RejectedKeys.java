package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The sentences for keys that cannot stand where they stand. */
final class RejectedKeys {

    static final String NOT_SHOWN = "(not shown)";

    private RejectedKeys() {}

    static ConfigException unknownKey(String path, JsonNode value, Collection<String> known) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        String remedy = Spelling.nearest(name, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("remove it; known here: " + (known.isEmpty() ? "no keys" : String.join(", ", known)));
        return new ConfigException(path + " is set to " + show(path, value) + ", but there is no such key; " + remedy);
    }

    static ConfigException missing(String path, Setting setting) {
        return new ConfigException(path + " is missing; set it (" + setting.meaning() + ")");
    }

    static ConfigException unknownType(String path, @Nullable JsonNode value, Collection<String> known) {
        if (value == null || value.isNull()) {
            return new ConfigException(path + ".type is missing; set it to one of " + String.join(", ", known));
        }
        String hint = Spelling.nearest(value.asText(), known)
                .map(nearest -> "did you mean " + nearest + "? ")
                .orElse("");
        return new ConfigException(
                path + ".type is " + show(path, value) + "; " + hint + "it must be one of " + String.join(", ", known));
    }

    static ConfigException keyOfOtherType(String path, String key, JsonNode value, String type, String owner) {
        return new ConfigException(path + "." + key + " is set to " + show(key, value) + ", but type " + type
                + " has no " + key + "; remove it or set " + path + ".type: " + owner);
    }

    /** The value at {@code path} as the user wrote it, cut short, never that of a secret. */
    static String show(String path, JsonNode value) {
        return Secrets.shown(path, value).map(RejectedKeys::shorten).orElse(NOT_SHOWN);
    }

    private static String shorten(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
