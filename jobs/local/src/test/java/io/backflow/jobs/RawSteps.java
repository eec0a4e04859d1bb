package io.backflow.jobs;

import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of timesteps into which a test writes any record, good or bad, at any place and time. */
final class RawSteps implements AutoCloseable {

    private static final Wire<Timestep> WIRE = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);

    private final String bootstrapServers;
    private final String topic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;

    private RawSteps(String bootstrapServers, String topic, int partitions) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.partitions = partitions;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * What is written.
     *
     * @param stamp Kafka's timestamp; null: the producer's clock
     */
    record Record(
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable Long stamp) {

        static Record of(Step step) {
            byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
            return new Record(key, WIRE.encode(TestStream.timestep(step)), null);
        }

        Record stampedAt(@Nullable Long time) {
            return new Record(key, value, time);
        }
    }

    /** Makes the topic. */
    static RawSteps create(String bootstrapServers, String topic, int partitions, Map<String, String> settings)
            throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1));
            Topics.create(admin, List.of(created.configs(settings)));
        }
        return new RawSteps(bootstrapServers, topic, partitions);
    }

    /** Writes one record and waits until it is there. */
    void send(int partition, Record record) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, record.stamp(), record.key(), record.value()))
                .get();
    }

    /** Writes {@code feed}, each sequence into one partition. */
    void send(TestStream feed) throws Exception {
        feed.send(
                bootstrapServers, topic, step -> Math.floorMod(step.sequenceId().hashCode(), partitions));
    }

    /**
     * In each partition a step of a sequence of its own, which trains nothing but ends all rounds before {@code time}.
     */
    void endRounds(long time) throws Exception {
        for (int partition = 0; partition < partitions; partition++) {
            float[] features = {0f, 0f};
            String sequence = "end-" + partition + "-" + time;
            send(partition, Record.of(new Step(sequence, 0, time, features, Step.NONE, null, Step.NONE, 1f, false)));
        }
    }

    /** Why each record in the topic {@code deadLetters} was rejected. */
    List<String> reasons(String deadLetters) {
        return reasons(bootstrapServers, deadLetters);
    }

    /** The same of any broker. */
    static List<String> reasons(String bootstrapServers, String deadLetters) {
        List<String> reasons = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(deadLetters).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> reasons.add(new String(
                                record.headers().lastHeader("backflow.reason").value(), StandardCharsets.UTF_8)));
            }
        }
        return reasons;
    }

    @Override
    public void close() {
        producer.close();
    }
}
