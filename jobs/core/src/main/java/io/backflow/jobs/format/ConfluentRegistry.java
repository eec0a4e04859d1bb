package io.backflow.jobs.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.format.RecordException.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** A registry of Confluent's interface, which others have too. */
final class ConfluentRegistry implements SchemaRegistry {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryClient client;

    ConfluentRegistry(RegistryClient client) {
        this.client = client;
    }

    @Override
    public Schema schema(SchemaId id) throws RecordException {
        String path = (id.kind() == SchemaId.Kind.GUID ? "/schemas/guids/" : "/schemas/ids/") + id.text();
        return SchemaAssembly.of(get(path, id.toString()), reference -> get(reference, reference), id.toString());
    }

    private SchemaText get(String path, String name) throws RecordException {
        String answer = client.get(path)
                .orElseThrow(() -> new RecordException(
                        Reason.UNKNOWN_SCHEMA, "the registry does not know the " + name + " of the record"));
        JsonNode tree = parse(answer, name);
        String type = tree.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !tree.path("schema").isTextual()) {
            throw new RecordException(Reason.SCHEMA, name + " is a schema of the type " + type + " and not of Avro");
        }
        List<String> references = new ArrayList<>();
        for (JsonNode reference : tree.path("references")) {
            String subject = URLEncoder.encode(reference.path("subject").asText(), StandardCharsets.UTF_8);
            references.add("/subjects/" + subject.replace("+", "%20") + "/versions/"
                    + reference.path("version").asInt());
        }
        return new SchemaText(tree.path("schema").asText(), references);
    }

    private static JsonNode parse(String answer, String name) throws RecordException {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new RegistryException("the registry's answer for " + name + " is not JSON; check that"
                    + " stream.format.registry.url is the address of a registry of Confluent's interface");
        }
    }
}
