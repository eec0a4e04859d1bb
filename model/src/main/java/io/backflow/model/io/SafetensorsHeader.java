package io.backflow.model.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON that a safetensors file starts with, checked against the bytes that follow it: tensors lie one after another
 * without gaps or overlaps, each as long as its shape and type say, and fill the file to its end.
 *
 * @param entries tensors by name, in the order of the header
 * @param metadata texts that the writer added
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One tensor.
     *
     * @param begin its first byte, from the end of the header
     * @param end the byte after its last
     */
    record Entry(String name, SafetensorsType type, List<Long> shape, long begin, long end) {}

    /**
     * Reads a header.
     *
     * @param dataSize bytes of the file after the header
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataSize) {
        JsonNode root = tree(file, json);
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        root.properties().forEach(property -> {
            if (property.getKey().equals("__metadata__")) {
                property.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                entries.put(
                        property.getKey(),
                        new SafetensorsEntryParser(file, property.getKey()).parse(property.getValue()));
            }
        });
        requireSeamless(file, entries, dataSize);
        return new SafetensorsHeader(entries, metadata);
    }

    private static JsonNode tree(Path file, byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw new ModelFileException(file, "its header is not JSON: " + e.getOriginalMessage(), e);
        } catch (java.io.IOException e) {
            throw new ModelFileException(file, "its header cannot be read: " + e.getMessage(), e);
        }
        throw new ModelFileException(file, "its header is no JSON object");
    }

    private static void requireSeamless(Path file, Map<String, Entry> entries, long dataSize) {
        long expected = 0;
        List<Entry> byPlace = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        for (Entry entry : byPlace) {
            if (entry.begin() != expected) {
                throw new ModelFileException(
                        file,
                        "tensor " + entry.name() + " starts at byte " + entry.begin() + " where byte " + expected
                                + " is next; tensors must neither overlap nor leave gaps");
            }
            expected = entry.end();
            if (expected > dataSize) {
                throw new ModelFileException(
                        file,
                        "tensor " + entry.name() + " ends at byte " + entry.end() + ", but the file has only "
                                + dataSize + " bytes of data");
            }
        }
        if (expected != dataSize) {
            throw new ModelFileException(
                    file, "its tensors take " + expected + " bytes, but " + dataSize + " follow the header");
        }
    }
}
