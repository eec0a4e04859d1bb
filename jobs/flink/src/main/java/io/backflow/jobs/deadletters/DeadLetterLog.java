package io.backflow.jobs.deadletters;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.BrokerProblems;
import io.backflow.jobs.kafka.ShortLook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The topic {@code dead-letters}, from its oldest record to the newest one that is committed. Commits no offsets and
 * belongs to no consumer group. Not thread-safe.
 */
public final class DeadLetterLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConfig config;
    private final Duration timeout;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where they do not, or have no such topic
     */
    public DeadLetterLog(KafkaConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
        consumer = ShortLook.consumer(settings());
        try {
            partitions = find();
            consumer.assign(partitions);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private Properties settings() {
        Properties settings = config.clientProperties();
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        return settings;
    }

    private List<TopicPartition> find() {
        List<PartitionInfo> found;
        try {
            found = consumer.partitionsFor(topic());
        } catch (KafkaException e) {
            throw problem(e);
        }
        if (found.isEmpty()) {
            throw BrokerProblems.absent(config, "kafka.topics.dead_letters", topic());
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** Gives each record that is there now to {@code reader}, those of a partition in their order. */
    public void read(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.resume(partitions);
            consumer.seekToBeginning(partitions);
            Deadline deadline = new Deadline();
            while (pauseDone(ends)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    deadline.extend();
                    if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                        reader.accept(record);
                    }
                }
                deadline.check();
            }
        } catch (KafkaException e) {
            throw problem(e);
        }
    }

    /** Whether some partition has more to read; the others are paused. */
    private boolean pauseDone(Map<TopicPartition, Long> ends) {
        List<TopicPartition> done = partitions.stream()
                .filter(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))
                .toList();
        consumer.pause(done);
        return done.size() < partitions.size();
    }

    /**
     * The record at {@code offset} of {@code partition}.
     *
     * @throws ConfigException where there is none
     */
    public ConsumerRecord<byte[], byte[]> at(int partition, long offset) {
        TopicPartition place = new TopicPartition(topic(), partition);
        if (!partitions.contains(place)) {
            throw new ConfigException("topic " + topic() + " has no partition " + partition + "; it has "
                    + partitions.size() + ", from 0");
        }
        try {
            long begin = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
            long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
            if (offset >= begin && offset < end) {
                return read(place, offset, begin, end);
            }
            throw absent(place, offset, begin, end);
        } catch (KafkaException e) {
            throw problem(e);
        }
    }

    private ConsumerRecord<byte[], byte[]> read(TopicPartition place, long offset, long begin, long end) {
        consumer.pause(partitions);
        consumer.resume(List.of(place));
        consumer.seek(place, offset);
        Deadline deadline = new Deadline();
        while (consumer.position(place) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == offset) {
                    return record;
                }
            }
            deadline.check();
        }
        throw absent(place, offset, begin, end);
    }

    private static ConfigException absent(TopicPartition place, long offset, long begin, long end) {
        return new ConfigException("partition " + place.partition() + " of topic " + place.topic()
                + " has no record at offset " + offset + "; it holds "
                + (begin == end ? "none" : "offsets " + begin + " to " + (end - 1))
                + ", and dead-letters list counts them");
    }

    /** The topic's name. */
    public String topic() {
        return config.topics().deadLetters();
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private ConfigException problem(KafkaException e) {
        return BrokerProblems.explain(config, timeout, "topic " + topic() + " cannot be read", e);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Until when the brokers have to send something. */
    private final class Deadline {

        private long nanos;

        Deadline() {
            extend();
        }

        void extend() {
            nanos = System.nanoTime() + timeout.toNanos();
        }

        void check() {
            if (System.nanoTime() - nanos > 0) {
                throw new TimeoutException("topic " + topic() + " sent nothing");
            }
        }
    }
}
