package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.jobs.config.RegistryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AvroDocumentsTest {

    private RegistryServer server;
    private AvroDocuments documents;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start();
        RegistryConfig registry = new RegistryConfig(server.url(), null, null, null, Duration.ofSeconds(5));
        documents = new AvroDocuments(registry, Duration.ZERO, notice -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRegistryIsAskedOnceForASchemaOfManyRecords() {
        server.knows("/schemas/ids/7", "{\"schema\": \"\\\"long\\\"\"}");
        for (int i = 0; i < 3; i++) {
            assertThat(read(7, 2 * i)).map(JsonNode::asInt).contains(i);
        }
        assertThat(server.asked()).containsExactly("/schemas/ids/7");
    }

    @Test
    void aRegistryIsAskedOnceForASchemaThatItDoesNotKnow() {
        for (int i = 0; i < 3; i++) {
            assertThat(read(8, 0)).isEmpty();
        }
        assertThat(server.asked()).containsExactly("/schemas/ids/8");
    }

    private Optional<JsonNode> read(int schema, int datum) {
        byte[] value = {0, 0, 0, 0, (byte) schema, (byte) datum};
        return documents.read(Records.record(value, "pump-7", Map.of()));
    }
}
