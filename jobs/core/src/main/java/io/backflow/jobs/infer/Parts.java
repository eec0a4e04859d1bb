package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes a document apart: its single values by path, as {@code stream.fields} writes paths. */
final class Parts {

    /** More parts of one record than this are not looked at. */
    private static final int MOST = 1000;

    private static final Pattern PLAIN = Pattern.compile("[^.\\[\\]']+");

    private final Map<String, JsonNode> parts = new LinkedHashMap<>();

    private Parts() {}

    static Map<String, JsonNode> of(JsonNode document) {
        Parts parts = new Parts();
        parts.object("", document);
        return parts.parts;
    }

    private void object(String path, JsonNode node) {
        node.fields().forEachRemaining(member -> add(below(path, member.getKey()), member.getValue()));
    }

    private void add(String path, JsonNode value) {
        if (path.isEmpty() || parts.size() >= MOST) {
            return;
        }
        if (value.isObject()) {
            object(path, value);
        } else if (value.isArray() && !isVector(value)) {
            for (int i = 0; i < value.size(); i++) {
                add(path + "[" + i + "]", value.get(i));
            }
        } else if (!value.isArray() || !value.isEmpty()) {
            parts.put(path, value);
        }
    }

    private static boolean isVector(JsonNode array) {
        for (JsonNode element : array) {
            if (!element.isNumber() && !element.isNull()) {
                return false;
            }
        }
        return true;
    }

    /** The path of member {@code name}; empty where no path can be written for it. */
    private static String below(String path, String name) {
        if (PLAIN.matcher(name).matches()) {
            return path.isEmpty() ? name : path + "." + name;
        }
        return name.isEmpty() || name.contains("'") ? "" : path + "['" + name + "']";
    }
}
