package io.backflow.local.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What another run has open in the topic may stand before the last version of this one. */
@Timeout(600)
final class TrainingFollowerIT {

    private static final String TOPIC = "parameters";

    @Test
    void theEndIsNotReachedBeforeAnotherRunsTransactionHasEnded() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobConfig config = JobConfig.parse("""
                    kafka: {bootstrap_servers: "%s"}
                    model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                    """.formatted(broker.bootstrapServers()));
            new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.empty());
            try (TrainingFollower follower = new TrainingFollower(config);
                    KafkaProducer<byte[], byte[]> other = producer(broker)) {
                assertThat(follower.atEnd()).isTrue();
                other.initTransactions();
                other.beginTransaction();
                other.send(new ProducerRecord<>(TOPIC, new byte[1], new byte[1]))
                        .get();

                poll(follower);
                assertThat(follower.atEnd()).isFalse();

                other.abortTransaction();
                while (!follower.atEnd()) {
                    poll(follower);
                }
            }
        }
    }

    private static void poll(TrainingFollower follower) throws Exception {
        follower.poll(Duration.ofMillis(200), model -> {}, progress -> {});
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "another/run"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
