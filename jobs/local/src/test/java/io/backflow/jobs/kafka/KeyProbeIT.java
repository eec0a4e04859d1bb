package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.local.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeyProbeIT {

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void anEmptyTopicAndOneInOrderAreNotWarnedOf() throws Exception {
        JobConfig config = config("ordered");
        assertThat(warning(config)).isEmpty();

        send(config, 0, "a", true, 5);
        send(config, 1, "b", true, 5);

        assertThat(warning(config)).isEmpty();
    }

    @Test
    void aSequenceThatLacksKeysAndIsInTwoPartitionsIsNamed() throws Exception {
        JobConfig config = config("spread");
        send(config, 0, "a", false, 5);
        send(config, 1, "a", false, 5);

        assertThat(warning(config)).hasValueSatisfying(sentence -> assertThat(sentence)
                .startsWith("sequence a of topic spread-steps is in partitions 0 and 1; ")
                .endsWith("; key each record by its sequence_id"));
    }

    @Test
    void aSequenceThatTwoProducersPlaceDifferentlyIsNamed() throws Exception {
        JobConfig config = config("placed");
        send(config, 0, "a", true, 200);
        send(config, 1, "a", true, 1);

        assertThat(warning(config)).hasValueSatisfying(sentence -> assertThat(sentence)
                .startsWith("sequence a of topic placed-steps is in partitions 0 and 1; ")
                .endsWith("; let all producers choose the partition of a key in the same way"));
    }

    @Test
    void recordsWithoutKeysMayBeSpreadAlsoWhereNoSequenceIsYet() throws Exception {
        JobConfig config = config("keyless");
        send(config, 0, "a", false, 1);
        send(config, 1, "b", false, 1);

        assertThat(warning(config)).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("of topic keyless-steps has no key, and so the steps of a sequence may be spread"));
    }

    private static Optional<String> warning(JobConfig config) {
        return new KeyProbe(config, Duration.ofSeconds(20)).warning();
    }

    private static void send(JobConfig config, int partition, String sequence, boolean keyed, int steps)
            throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int step = 0; step < steps; step++) {
                ConsumerRecord<byte[], byte[]> record = Steps.record(
                        Steps.valid().setSequenceId(sequence).setStep(step).build());
                byte[] key = keyed ? record.key() : null;
                producer.send(new ProducerRecord<>(config.kafka().topics().timesteps(), partition, key, record.value()))
                        .get();
            }
        }
    }

    private static JobConfig config(String name) {
        JobConfig config = JobConfig.parse("""
            kafka: {bootstrap_servers: "%s", topics: {timesteps: %s-steps}}
            model: {input: {type: features, size: 2}, layers: [{type: gru, units: 3}], head: {units: 2}}
            """.formatted(broker.bootstrapServers(), name));
        new Topics(config.kafka(), Duration.ofSeconds(20)).create(2, Optional.empty());
        return config;
    }
}
