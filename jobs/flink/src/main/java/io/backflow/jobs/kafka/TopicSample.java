package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.infer.Sampled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The newest records of a topic, for a look at what they are. */
public final class TopicSample {

    private final List<ConsumerRecord<byte[], byte[]>> records;

    private TopicSample(List<ConsumerRecord<byte[], byte[]>> records) {
        this.records = records;
    }

    /**
     * Reads up to {@code most} records of the topic {@code timesteps}, equally many of each partition.
     *
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where there is no such topic, or nothing in it
     */
    public static TopicSample of(KafkaConfig kafka, int most, Duration timeout) {
        String topic = kafka.topics().timesteps();
        if (!new Topics(kafka, timeout).has(topic)) {
            throw new ConfigException(kafka.bootstrapServers() + " has no topic " + topic + "; correct the name");
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (NewestRecords newest = new NewestRecords(kafka, timeout)) {
            newest.read(Math.max(1, most / newest.partitions()), records::add);
        }
        if (records.isEmpty()) {
            throw new ConfigException("the topic " + topic + " has no records; write some, and try again");
        }
        return new TopicSample(records);
    }

    /** How many there are. */
    public int size() {
        return records.size();
    }

    /** The records, those of a partition in their order. */
    public List<Sampled> records() {
        return records.stream().map(TopicSample::sampled).toList();
    }

    private static Sampled sampled(ConsumerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value());
        }
        return new Sampled(record.partition(), record.timestamp(), record.key(), record.value(), headers);
    }

    /** How many of the records {@code config} would reject, by the first sentence for each reason. */
    public Map<String, Integer> rejected(JobConfig config) {
        TimestepDecoder decoder = new TimestepDecoder(config);
        Map<String, Integer> rejected = new TreeMap<>();
        Map<String, String> sentences = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Rejected letter = decoder.decode(record).rejected();
            if (letter != null) {
                rejected.merge(sentences.computeIfAbsent(letter.reason(), reason -> letter.message()), 1, Integer::sum);
            }
        }
        return rejected;
    }
}
