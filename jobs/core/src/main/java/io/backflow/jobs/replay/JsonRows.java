package io.backflow.jobs.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.backflow.jobs.config.FieldPath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * JSON objects: a column is the part of the document at the path that its name is. A number as JSON writes it is a
 * number, {@code true} and {@code false} are truths, and everything else is a text; no value, or {@code NaN}, is no
 * part.
 */
final class JsonRows implements RowEncoder {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<List<Object>> paths = new ArrayList<>();
    private final boolean[] texts;

    /**
     * @param columns their names
     * @param asText names of columns that are texts even where they look like numbers
     */
    JsonRows(List<String> columns, Set<String> asText) {
        texts = new boolean[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = asText.contains(columns.get(i));
            paths.add(path(columns.get(i)));
        }
    }

    /** What is no path is the name of a member. */
    private static List<Object> path(String column) {
        try {
            List<Object> parts = FieldPath.parse("column", column).parts();
            return parts.get(0) instanceof String ? parts : List.of(column);
        } catch (IllegalArgumentException e) {
            return List.of(column);
        }
    }

    @Override
    public byte[] encode(String[] cells) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < texts.length; i++) {
            String cell = cells[i];
            if (!cell.isEmpty() && (texts[i] || !cell.equalsIgnoreCase("nan"))) {
                set(document, paths.get(i), texts[i] ? TextNode.valueOf(cell) : value(cell));
            }
        }
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written as JSON", e);
        }
    }

    private static JsonNode value(String cell) {
        if (NUMBER.matcher(cell).matches()) {
            return DecimalNode.valueOf(new BigDecimal(cell));
        }
        return cell.equals("true") || cell.equals("false")
                ? BooleanNode.valueOf(cell.equals("true"))
                : TextNode.valueOf(cell);
    }

    private static void set(ObjectNode document, List<Object> path, JsonNode value) {
        JsonNode at = document;
        for (int i = 0; i < path.size(); i++) {
            boolean last = i + 1 == path.size();
            JsonNode next = last ? value : existing(at, path.get(i));
            if (next == null || next.isNull()) {
                next = path.get(i + 1) instanceof Integer
                        ? JsonNodeFactory.instance.arrayNode()
                        : JsonNodeFactory.instance.objectNode();
            }
            put(at, path.get(i), next);
            at = next;
        }
    }

    private static JsonNode existing(JsonNode node, Object part) {
        return part instanceof Integer index ? node.get(index) : node.get((String) part);
    }

    private static void put(JsonNode node, Object part, JsonNode value) {
        if (part instanceof Integer index && node instanceof ArrayNode array) {
            while (array.size() <= index) {
                array.addNull();
            }
            array.set(index, value);
        } else if (part instanceof String name && node instanceof ObjectNode object) {
            object.set(name, value);
        }
    }
}
