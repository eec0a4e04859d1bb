package io.backflow.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * CustomResourceDefinitions, against which a manifest is checked as by an API server that validates fields strictly: a
 * field that is not declared is a problem.
 */
final class Definitions {

    /** In the operator's Java API, the last one on Maven Central. */
    private static final String OF_FLINK = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Strict schemas, by API version and kind. */
    private final Map<String, JsonNode> schemas = new HashMap<>();

    private Definitions() {}

    /** Those that the tests have; those in the folder that {@code -Dbackflow.definitions} names win over them. */
    static Definitions load() throws IOException {
        Definitions definitions = new Definitions();
        try (InputStream in = Objects.requireNonNull(Definitions.class.getResourceAsStream(OF_FLINK))) {
            definitions.add(YAML.readTree(in));
        }
        definitions.addAll(Path.of("src/test/resources/definitions"));
        String folder = System.getProperty("backflow.definitions");
        if (folder != null) {
            definitions.addAll(Path.of(folder));
        }
        return definitions;
    }

    private void addAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().matches(".*\\.ya?ml")).toList()) {
                add(YAML.readTree(file.toFile()));
            }
        }
    }

    private void add(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        for (JsonNode version : spec.path("versions")) {
            ObjectNode schema = (ObjectNode) version.path("schema").path("openAPIV3Schema");
            ObjectNode properties = schema.withObject("/properties");
            Stream.of("apiVersion", "kind", "metadata").forEach(properties::remove);
            properties.putObject("apiVersion");
            properties.putObject("kind");
            properties.putObject("metadata");
            makeStrict(schema);
            admitAnyVersion(properties.path("spec").path("properties").path("flinkVersion"));
            schemas.put(
                    spec.path("group").asText() + "/" + version.path("name").asText() + " "
                            + spec.path("names").path("kind").asText(),
                    schema);
        }
    }

    /** No field that is not declared, wherever fields are. */
    private static void makeStrict(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(Definitions::makeStrict);
    }

    /** The operator that this API belongs to ends at Flink 1.20; later ones have the same fields and more versions. */
    private static void admitAnyVersion(JsonNode flinkVersion) {
        if (flinkVersion instanceof ObjectNode schema) {
            schema.remove("enum");
            schema.put("pattern", "^v\\d+_\\d+$");
        }
    }

    /** What is wrong with {@code manifest}; empty: nothing. */
    List<String> problems(JsonNode manifest) {
        String type = manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText();
        JsonNode schema = schemas.get(type);
        if (schema == null) {
            return List.of("no definition of " + type);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(schema.toString())
                .validate(manifest)
                .stream()
                .map(Error::toString)
                .toList();
    }
}
