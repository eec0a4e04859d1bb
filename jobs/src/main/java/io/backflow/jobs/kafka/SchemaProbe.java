package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before a start, at the newest records of the topic {@code timesteps}: where there are some and not one of them
 * suits the model, the topic or the model is the wrong one. A single bad record among good ones stops nobody.
 */
final class SchemaProbe {

    private static final int NEWEST = 10;

    private final JobConfig config;
    private final Duration timeout;

    /** @param timeout how long the brokers have to answer */
    SchemaProbe(JobConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
    }

    /** Throws a {@link ConfigException} that says what the newest records are. */
    void check() {
        Rejected newest = null;
        TimestepDecoder decoder = new TimestepDecoder(config.model(), config.target());
        try (var consumer = consumer()) {
            Map<TopicPartition, Long> ends = seekNewest(consumer);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (behind(consumer, ends) && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Rejected rejected = decoder.decode(record).rejected();
                    if (rejected == null) {
                        return;
                    }
                    newest = rejected;
                }
            }
        }
        refuse(newest);
    }

    private void refuse(@Nullable Rejected newest) {
        if (newest != null) {
            throw new ConfigException("kafka.topics.timesteps is " + newest.topic()
                    + ", whose newest records do not suit the model (partition " + newest.partition() + ", offset "
                    + newest.offset() + ": " + newest.message()
                    + "); correct the topic's name, the model, or what is written there");
        }
    }

    private Map<TopicPartition, Long> seekNewest(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer
                .partitionsFor(config.kafka().topics().timesteps())
                .stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions)
                .forEach((partition, begin) ->
                        consumer.seek(partition, Math.max(begin, ends.getOrDefault(partition, begin) - NEWEST)));
        return ends;
    }

    private static boolean behind(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties properties = config.kafka().consumerProperties();
        properties.setProperty("enable.auto.commit", "false");
        properties.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
