package io.backflow.jobs.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.format.RecordException.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Apicurio's registry, version 3 of its own interface. */
final class ApicurioRegistry implements SchemaRegistry {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryClient client;

    ApicurioRegistry(RegistryClient client) {
        this.client = client;
    }

    @Override
    public Schema schema(SchemaId id) throws RecordException {
        String path =
                switch (id.kind()) {
                    case GLOBAL -> "/ids/globalIds/";
                    case HASH -> "/ids/contentHashes/";
                    default -> "/ids/contentIds/";
                };
        String own = path + encoded(id.text());
        String text = content(own, id.toString());
        SchemaText whole = new SchemaText(text, references(own + "/references"));
        return SchemaAssembly.of(whole, this::referred, id.toString());
    }

    private String content(String path, String name) throws RecordException {
        return client.get(path)
                .orElseThrow(() -> new RecordException(
                        Reason.UNKNOWN_SCHEMA, "the registry does not know the " + name + " of the record"));
    }

    private SchemaText referred(String version) throws RecordException {
        return new SchemaText(content(version + "/content", version), references(version + "/references"));
    }

    private List<String> references(String path) throws RecordException {
        Optional<String> answer = client.get(path);
        List<String> references = new ArrayList<>();
        if (answer.isPresent()) {
            for (JsonNode reference : parse(answer.get(), path)) {
                references.add("/groups/" + encoded(reference.path("groupId").asText("default")) + "/artifacts/"
                        + encoded(reference.path("artifactId").asText()) + "/versions/"
                        + encoded(reference.path("version").asText()));
            }
        }
        return references;
    }

    private static JsonNode parse(String answer, String path) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new RegistryException("the registry's answer to " + path + " is not JSON; check that"
                    + " stream.format.registry.url is the address of Apicurio's interface, such as"
                    + " http://localhost:8080/apis/registry/v3");
        }
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
