package io.backflow.dashboard.read;

import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows a topic from some records before its end. Belongs to no consumer group, commits nothing and fetches little at
 * a time. Not thread-safe.
 */
final class TopicTail implements AutoCloseable {

    /** How long the brokers have to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration WAIT = Duration.ofMillis(20);
    private static final String FETCH_BYTES = Integer.toString(1 << 20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicTail(KafkaConfig kafka, String topic) {
        consumer = new KafkaConsumer<>(settings(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("there is no topic " + topic);
            }
            consumer.assign(partitions);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static Properties settings(KafkaConfig kafka) {
        Properties settings = kafka.consumerProperties();
        settings.setProperty("enable.auto.commit", "false");
        settings.setProperty("allow.auto.create.topics", "false");
        settings.setProperty("auto.offset.reset", "latest");
        settings.setProperty("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        settings.setProperty("max.partition.fetch.bytes", FETCH_BYTES);
        settings.setProperty("fetch.max.bytes", FETCH_BYTES);
        return settings;
    }

    /** Goes to where {@code records} are left to read, over all partitions, if there are so many. */
    void seekBack(long records) {
        long each = Math.max(1, records / partitions.size());
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - each)));
    }

    /** What has come, as much as a fetch brings. */
    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(WAIT);
    }

    /** Records behind the ones polled, as far as the last fetch has shown. */
    long behind() {
        long behind = 0;
        for (TopicPartition partition : partitions) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        return behind;
    }

    /** Where each partition ends now. */
    Map<TopicPartition, Long> ends() {
        return new HashMap<>(consumer.endOffsets(partitions));
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }
}
