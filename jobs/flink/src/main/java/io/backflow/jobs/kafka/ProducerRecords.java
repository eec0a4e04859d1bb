package io.backflow.jobs.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Producer records with textual keys. */
final class ProducerRecords {

    private ProducerRecords() {}

    static ProducerRecord<byte[], byte[]> of(String topic, String key, byte[] value) {
        return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
    }
}
