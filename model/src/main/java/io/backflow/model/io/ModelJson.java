package io.backflow.model.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A model's spec as JSON. Reading is strict: every key must be there and known, for what a program wrote is either
 * whole or not the file that was meant.
 */
public final class ModelJson {

    /** A spec takes a few hundred bytes. */
    private static final long LONGEST = 1 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private ModelJson() {}

    /** Writes {@code spec} to {@code file}. */
    public static void write(Path file, ModelSpec spec) {
        WholeFile.write(file, unfinished -> Files.writeString(unfinished, text(spec)));
    }

    /**
     * The spec in {@code file}.
     *
     * @throws ModelFileException naming the key that is missing, unknown or wrong
     */
    public static ModelSpec read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new ModelFileException(file, "has " + Files.size(file) + " bytes; at most " + LONGEST);
            }
            return spec(file, Files.readString(file));
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e, e);
        }
    }

    /** {@code spec} as JSON. */
    public static String text(ModelSpec spec) {
        try {
            return MAPPER.writeValueAsString(spec);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a spec can be written as JSON", e);
        }
    }

    static ModelSpec spec(Path file, String json) {
        try {
            ModelSpec spec = MAPPER.treeToValue(complete(MAPPER.readTree(json)), ModelSpec.class);
            if (spec == null) {
                throw new ModelFileException(file, "holds null; it must be a model's spec");
            }
            return spec;
        } catch (JsonMappingException e) {
            throw new ModelFileException(file, sentence(e), e);
        } catch (JsonProcessingException e) {
            throw new ModelFileException(file, "is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A spec that is silent of what earlier builds did not know, as theirs and those of others are, has none of it. */
    private static JsonNode complete(JsonNode spec) {
        if (spec.path("input") instanceof ObjectNode input
                && input.path("type").asText().equals("features")) {
            addUnlessSaid(input, "missing", input.arrayNode());
            addUnlessSaid(input, "time_features", input.arrayNode());
            addUnlessSaid(input, "time_zone", TextNode.valueOf(""));
            addUnlessSaid(input, "time_ahead", IntNode.valueOf(0));
            addUnlessSaid(input, "normalized", BooleanNode.FALSE);
        }
        if (spec.path("head") instanceof ObjectNode head) {
            addUnlessSaid(head, "skip", TextNode.valueOf("none"));
        }
        for (JsonNode layer : spec.path("layers")) {
            if (layer instanceof ObjectNode lru && lru.path("type").asText().equals("lru")) {
                addUnlessSaid(lru, "layer_normalization", BooleanNode.FALSE);
                addUnlessSaid(lru, "activation", TextNode.valueOf("linear"));
                addUnlessSaid(lru, "residual", BooleanNode.FALSE);
            }
        }
        return spec;
    }

    private static void addUnlessSaid(ObjectNode to, String key, JsonNode value) {
        if (!to.has(key)) {
            to.set(key, value);
        }
    }

    private static String sentence(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "key " + path + " is not known; known here are " + new TreeSet<>(unknown.getKnownPropertyIds());
        }
        if (e.getOriginalMessage().startsWith("Missing creator property")) {
            return "key " + path + " is missing";
        }
        String problem = e.getCause() instanceof IllegalArgumentException refused
                ? refused.getMessage()
                : e.getOriginalMessage();
        return (path.isEmpty() ? "" : "at " + path + ": ") + problem;
    }
}
