package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.StartConfig.UnfitRecords;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before a start, at some records of the topic {@code timesteps}: the newest of each partition, and where none
 * of those suits the model, at others from its whole length. If no record suits, the topic or the model is the wrong
 * one, and a fresh start is refused. If only the newest do not suit, bad records are being written now, and a warning
 * says so.
 */
final class SchemaProbe {

    /** Records of a partition that are looked at from each place. */
    private static final int RECORDS = 10;

    /** Places in a partition from which records are looked at, its end first. */
    private static final int PLACES = 8;

    /** More than a topic has. */
    private static final long PARTITIONS = 1 << 20;

    private final JobConfig config;
    private final Duration timeout;
    private final TimestepDecoder decoder;
    private final Set<Long> sampled = new HashSet<>();
    private @Nullable Rejected newest;

    /** @param timeout how long the brokers have to answer */
    SchemaProbe(JobConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
        decoder = new TimestepDecoder(config);
    }

    /**
     * Throws a {@link ConfigException} where a fresh start on these records makes no sense.
     *
     * @param restored whether the job goes on from a state; then nothing is refused
     * @param notices takes a sentence for what does not suit but is not refused
     */
    void check(boolean restored, Consumer<String> notices) {
        int place = firstGoodPlace();
        Rejected bad = newest;
        if (bad == null || place == 0) {
            return;
        }
        String topic = "kafka.topics.timesteps is " + bad.topic();
        String example = " (partition " + bad.partition() + ", offset " + bad.offset() + ": " + bad.message() + ")";
        if (place > 0) {
            notices.accept(
                    topic + ", whose newest records do not suit the model" + example + "; they will be dead letters");
        } else if (restored || config.kafka().start().unfitRecords() == UnfitRecords.WARN) {
            notices.accept(
                    topic + ", of which none of " + sampled.size() + " sampled records suits the model" + example);
        } else {
            throw new ConfigException(
                    topic + ", of which none of " + sampled.size() + " sampled records suits the model"
                            + example + "; correct the topic's name, the model, or what is written there, or set"
                            + " kafka.start.unfit_records to warn");
        }
    }

    /** The first place from which a record suits the model; -1: there is none. */
    private int firstGoodPlace() {
        try (var consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            for (int place = 0; place < PLACES; place++) {
                if (suits(consumer, begins, ends, place)) {
                    return place;
                }
            }
        }
        return -1;
    }

    private boolean suits(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            int place) {
        for (TopicPartition partition : begins.keySet()) {
            long begin = begins.getOrDefault(partition, 0L);
            long last = Math.max(begin, ends.getOrDefault(partition, begin) - RECORDS);
            long from = last - (last - begin) * place / (PLACES - 1);
            if (suits(consumer, partition, from, Math.min(from + RECORDS, ends.getOrDefault(partition, from)))) {
                return true;
            }
        }
        return false;
    }

    private boolean suits(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        consumer.pause(consumer.assignment());
        consumer.resume(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(partition) < to && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() >= to) {
                    return false;
                }
                sampled.add(record.offset() * PARTITIONS + record.partition());
                Rejected rejected = decoder.decode(record).rejected();
                if (rejected == null) {
                    return true;
                }
                newest = newest == null || newest.offset() < rejected.offset() ? rejected : newest;
            }
        }
        return false;
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(config.kafka().topics().timesteps()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties properties = config.kafka().consumerProperties();
        properties.setProperty("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        return ShortLook.consumer(properties);
    }
}
