package io.backflow.jobs.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Rejected records to the topic {@code dead-letters}: the original key, value and headers, with headers in Kafka
 * Connect's convention that contain where the record came from and what was wrong.
 *
 * <p>A record that fitted its own topic might not fit with more headers; one bad record must not stop the job, so what
 * exceeds {@value #MAX_BYTES} bytes is cut off, and a header contains how many bytes there were.
 */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<Rejected> {

    static final int MAX_BYTES = 900_000;
    static final String TRUNCATED = "backflow.truncated.from";
    static final String REASON = "backflow.reason";

    private static final long serialVersionUID = 1L;
    private static final String CONNECT = "__connect.errors.";

    private final String topic;
    private final String job;

    DeadLetterSerializer(String topic, String job) {
        this.topic = topic;
        this.job = job;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Rejected rejected, KafkaSinkContext context, @Nullable Long timestamp) {
        byte[] key = rejected.key() != null && rejected.key().length > MAX_BYTES / 4 ? null : rejected.key();
        int budget = MAX_BYTES - length(key);
        byte[] value = rejected.value();
        byte[] kept = value != null && value.length > budget ? Arrays.copyOf(value, budget) : value;
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null, key, kept);
        addOriginal(record.headers(), rejected, budget - length(kept));
        if (key != rejected.key() || kept != value) {
            add(record.headers(), TRUNCATED, Integer.toString(length(rejected.key()) + length(value)));
        }
        addReport(record.headers(), rejected);
        return record;
    }

    private static void addOriginal(Headers headers, Rejected rejected, int budget) {
        int left = budget;
        for (int i = 0; i < rejected.headerKeys().length; i++) {
            left -= rejected.headerKeys()[i].length() * 3 + length(rejected.headerValues()[i]) + 16;
            if (left < 0) {
                return;
            }
            headers.add(rejected.headerKeys()[i], rejected.headerValues()[i]);
        }
    }

    private void addReport(Headers headers, Rejected rejected) {
        add(headers, CONNECT + "topic", rejected.topic());
        add(headers, CONNECT + "partition", Integer.toString(rejected.partition()));
        add(headers, CONNECT + "offset", Long.toString(rejected.offset()));
        add(headers, CONNECT + "connector.name", job);
        add(headers, CONNECT + "stage", "VALUE_CONVERTER");
        add(headers, CONNECT + "exception.message", rejected.message());
        add(headers, REASON, rejected.reason());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
