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
 * exceeds {@value #MAX_BYTES} bytes is cut off, and a header contains how many bytes there were. Original headers with
 * {@linkplain DeadLetterHeaders#reserved reserved} names are left out: they would be taken for the job's.
 */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<Rejected> {

    static final int MAX_BYTES = 900_000;

    private static final long serialVersionUID = 1L;

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
        boolean whole = addOriginal(record.headers(), rejected, budget - length(kept));
        if (key != rejected.key() || kept != value || !whole) {
            add(
                    record.headers(),
                    DeadLetterHeaders.TRUNCATED,
                    Integer.toString(length(rejected.key()) + length(value)));
        }
        addReport(record.headers(), rejected);
        return record;
    }

    /** Whether all of them fitted. */
    private static boolean addOriginal(Headers headers, Rejected rejected, int budget) {
        int left = budget;
        for (int i = 0; i < rejected.headerKeys().length; i++) {
            String name = rejected.headerKeys()[i];
            if (DeadLetterHeaders.reserved(name)) {
                continue;
            }
            left -= name.length() * 3 + length(rejected.headerValues()[i]) + 16;
            if (left < 0) {
                return false;
            }
            headers.add(name, rejected.headerValues()[i]);
        }
        return true;
    }

    private void addReport(Headers headers, Rejected rejected) {
        add(headers, DeadLetterHeaders.CONNECT + "topic", rejected.topic());
        add(headers, DeadLetterHeaders.CONNECT + "partition", Integer.toString(rejected.partition()));
        add(headers, DeadLetterHeaders.CONNECT + "offset", Long.toString(rejected.offset()));
        add(headers, DeadLetterHeaders.CONNECT + "connector.name", job);
        add(headers, DeadLetterHeaders.CONNECT + "stage", "VALUE_CONVERTER");
        add(headers, DeadLetterHeaders.CONNECT + "exception.message", rejected.message());
        add(headers, DeadLetterHeaders.TIMESTAMP, Long.toString(rejected.timestamp()));
        add(headers, DeadLetterHeaders.REASON, rejected.reason());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
