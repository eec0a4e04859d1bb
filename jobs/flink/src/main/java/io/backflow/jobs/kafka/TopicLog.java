package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A topic, from its oldest record to the newest one that was committed when it was opened: the same each time that it
 * is read, unless the broker deletes records meanwhile. Commits no offsets and belongs to no consumer group. Not
 * thread-safe.
 */
public final class TopicLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConfig kafka;
    private final String topic;
    private final Duration timeout;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    /**
     * Opens the topic as it is now.
     *
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where they do not, or have no such topic
     */
    public TopicLog(KafkaConfig kafka, String topic, Duration timeout) {
        this.kafka = kafka;
        this.topic = topic;
        this.timeout = timeout;
        if (!new Topics(kafka, timeout).has(topic)) {
            throw new ConfigException(kafka.bootstrapServers() + " has no topic " + topic + "; correct the name");
        }
        Properties settings = kafka.consumerProperties();
        settings.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        consumer = ShortLook.consumer(settings);
        try {
            partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions);
        } catch (KafkaException e) {
            consumer.close();
            throw problem(e);
        }
    }

    /** Gives each record to {@code reader}, those of a partition in their order. */
    public void read(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try {
            consumer.resume(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (pauseDone()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    deadline = System.nanoTime() + timeout.toNanos();
                    TopicPartition place = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.getOrDefault(place, 0L)) {
                        reader.accept(record);
                    }
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("topic " + topic + " sent nothing");
                }
            }
        } catch (KafkaException e) {
            throw problem(e);
        }
    }

    /** Whether some partition has more to read; the others are paused. */
    private boolean pauseDone() {
        List<TopicPartition> done = partitions.stream()
                .filter(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))
                .toList();
        consumer.pause(done);
        return done.size() < partitions.size();
    }

    private ConfigException problem(KafkaException e) {
        return BrokerProblems.explain(kafka, timeout, "topic " + topic + " cannot be read", e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
