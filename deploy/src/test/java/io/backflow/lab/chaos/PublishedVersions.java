package io.backflow.lab.chaos;

import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a reader finds who reads the model's topic from its beginning.
 *
 * @param manifests one for each version that was published
 * @param whole versions of which all chunks are there
 */
record PublishedVersions(int manifests, int whole) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Reads what is committed now. */
    static PublishedVersions read(String bootstrapServers, String topic, String run) {
        TopicPartition log = new TopicPartition(topic, 0);
        ModelAssembler assembler = new ModelAssembler(run, new ModelLimits(1 << 20, 1 << 26));
        int manifests = 0;
        int whole = 0;
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            long end = consumer.endOffsets(List.of(log)).get(log);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(log) < end) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("topic " + topic + " could not be read to offset " + end);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(run + "/manifest")) {
                        manifests++;
                    }
                    if (assembler.accept(record.key(), record.value()).isPresent()) {
                        whole++;
                    }
                }
            }
        }
        return new PublishedVersions(manifests, whole);
    }
}
