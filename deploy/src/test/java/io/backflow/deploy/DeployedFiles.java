package io.backflow.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of {@code deploy}, for tests that read them. */
final class DeployedFiles {

    static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    static final Path DEPLOY = PROJECT.resolve("deploy");

    private static final YAMLMapper YAML = new YAMLMapper();

    private DeployedFiles() {}

    /** Each document of a YAML file. */
    static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        }
    }

    /** The only document of a YAML file. */
    static JsonNode document(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    /** A node's members whose values are scalars, as texts. */
    static Map<String, String> texts(JsonNode mapping) {
        Map<String, String> texts = new TreeMap<>();
        mapping.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }

    static String read(String file) throws IOException {
        return Files.readString(PROJECT.resolve(file));
    }
}
