package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.jobs.config.RegistryConfig;
import io.backflow.jobs.format.AvroDocuments;
import io.backflow.jobs.format.Incoming;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Avro, framed as Confluent's serializers do. */
final class AvroSample implements SampleFormat {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RegistryConfig registry;
    private final AvroDocuments documents;

    AvroSample(RegistryConfig registry) {
        this.registry = registry;
        documents = new AvroDocuments(registry, PATIENCE, notice -> {});
    }

    @Override
    public Optional<Map<String, JsonNode>> parts(Sampled record) {
        byte[] value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        return documents
                .read(new Received(record, value))
                .filter(JsonNode::isObject)
                .map(Parts::of);
    }

    private record Received(Sampled record, byte[] value) implements Incoming {

        @Override
        public byte @Nullable [] key() {
            return record.key();
        }

        @Override
        public long timestamp() {
            return record.timestamp();
        }

        @Override
        public byte @Nullable [] header(String name) {
            return record.headers().get(name);
        }
    }

    @Override
    public String yaml() {
        String user = registry.user() == null
                ? ""
                : ", user: " + Scalars.quoted(registry.user()) + ", password: "
                        + Scalars.quoted(String.valueOf(registry.password()));
        return "{type: avro, registry: {url: " + Scalars.quoted(registry.url()) + user + "}}";
    }
}
