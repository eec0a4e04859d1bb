package io.backflow.jobs.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.backflow.jobs.format.RecordException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One JSON document a record, read token by token. NaN is read as well, which Python writes for a missing number. */
final class JsonFormat implements Format {

    static final int MAX_DEPTH = 64;
    static final int MAX_DIGITS = 100;
    static final int MAX_TEXT = 1 << 16;
    private static final int MAX_NAME = 10_000;

    /** Names come from outside: none is interned. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_NAME)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final PathNode values;
    private final PathNode keys;

    /**
     * @param values what of the value is mapped
     * @param keys what of the key is mapped
     */
    JsonFormat(PathNode values, PathNode keys) {
        this.values = values;
        this.keys = keys;
    }

    @Override
    public void read(Incoming record, Fields fields) throws RecordException {
        document(record.value(), values, fields);
        byte[] key = record.key();
        if (key != null && keys.slot() != PathNode.NONE) {
            fields.text(keys.slot(), new String(key, StandardCharsets.UTF_8));
        }
        if (key != null && keys.hasParts()) {
            document(key, keys, fields);
        }
    }

    private static void document(byte[] bytes, PathNode node, Fields fields) throws RecordException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw RecordException.malformed("there is no JSON document in it");
            }
            value(parser, node, fields);
            if (parser.nextToken() != null) {
                throw RecordException.malformed("something follows the JSON document");
            }
        } catch (StreamConstraintsException e) {
            throw new RecordException(Reason.TOO_LARGE, e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw RecordException.malformed("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException | IllegalStateException e) {
            // of bytes that are no characters, and of names that were made to collide
            throw RecordException.malformed("it is not JSON: " + e.getMessage());
        }
    }

    private static void value(JsonParser parser, PathNode node, Fields fields) throws IOException, RecordException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, node, fields);
            case START_ARRAY -> array(parser, node, fields);
            case VALUE_NULL -> {}
            default -> {
                if (node.slot() == PathNode.NONE) {
                    throw RecordException.field(
                            where(node) + " is a single value, but stream.fields names parts of it");
                }
                scalar(parser, node.slot(), fields);
            }
        }
    }

    private static void object(JsonParser parser, PathNode node, Fields fields) throws IOException, RecordException {
        if (node.slot() != PathNode.NONE || node.elements() > 0) {
            throw RecordException.field(where(node) + " is an object; stream.fields names a path that ends before it");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            PathNode member = node.member(name);
            JsonToken first = parser.nextToken();
            if (member == null) {
                skip(parser, first);
            } else {
                value(parser, member, fields);
            }
        }
    }

    private static void array(JsonParser parser, PathNode node, Fields fields) throws IOException, RecordException {
        if (node.slot() != PathNode.NONE || !node.members().isEmpty()) {
            throw RecordException.field(where(node) + " is an array; give stream.fields an index, or a size");
        }
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            PathNode element = node.element(count++);
            if (element == null) {
                skip(parser, token);
            } else {
                value(parser, element, fields);
            }
        }
        if (node.size() != PathNode.NONE && node.size() != count) {
            throw RecordException.field(where(node) + " has " + count + " elements; stream.fields says " + node.size());
        }
    }

    private static void skip(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            parser.skipChildren();
        }
    }

    private static void scalar(JsonParser parser, int slot, Fields fields) throws IOException, RecordException {
        switch (parser.currentToken()) {
            case VALUE_NUMBER_FLOAT -> fields.decimal(slot, parser.getDoubleValue());
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    fields.decimal(slot, parser.getDoubleValue());
                } else {
                    fields.whole(slot, parser.getLongValue());
                }
            }
            case VALUE_TRUE -> fields.truth(slot, true);
            case VALUE_FALSE -> fields.truth(slot, false);
            default -> fields.text(slot, parser.getText());
        }
    }

    private static String where(PathNode node) {
        return node.path().isEmpty() ? "the document" : node.path();
    }
}
