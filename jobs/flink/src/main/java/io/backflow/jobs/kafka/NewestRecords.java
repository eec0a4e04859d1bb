package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The records at the ends of the partitions of the topic {@code timesteps}, as they are at the time of asking. */
final class NewestRecords implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Duration timeout;

    /** @param timeout how long the brokers have to answer */
    NewestRecords(KafkaConfig kafka, Duration timeout) {
        this.timeout = timeout;
        Properties properties = kafka.consumerProperties();
        properties.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        consumer = ShortLook.consumer(properties);
        partitions = consumer.partitionsFor(kafka.topics().timesteps()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
    }

    int partitions() {
        return partitions.size();
    }

    /** Gives the last {@code most} records of each partition to {@code reader}, until it wants no more. */
    void read(int most, Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions)
                .forEach((partition, begin) ->
                        consumer.seek(partition, Math.max(begin, ends.getOrDefault(partition, begin) - most)));
        long deadline = System.nanoTime() + timeout.toNanos();
        while (behind(ends) && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                if (!reader.test(record)) {
                    return;
                }
            }
        }
    }

    private boolean behind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
