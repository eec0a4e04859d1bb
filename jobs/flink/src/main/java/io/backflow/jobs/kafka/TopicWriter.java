package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to topics, each once and those of a partition in their order (an idempotent producer). A record that
 * the broker refuses is never lost silently: the next call throws the first refusal. Sending belongs to one thread.
 */
public final class TopicWriter implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
    private long sent;

    /**
     * A writer to the brokers of {@code kafka}.
     *
     * @param topics that it writes to
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where they do not, or have no such topic
     */
    public TopicWriter(KafkaConfig kafka, List<String> topics, Duration timeout) {
        Topics looked = new Topics(kafka, timeout);
        for (String topic : topics) {
            if (!looked.has(topic)) {
                throw new ConfigException(kafka.bootstrapServers() + " has no topic " + topic
                        + "; correct the name, or create it first, such as with kafka-topics --create or backflow"
                        + " replay --create");
            }
        }
        Properties settings = kafka.clientProperties();
        settings.putIfAbsent("linger.ms", "20");
        settings.putIfAbsent("batch.size", "262144");
        settings.setProperty("enable.idempotence", "true");
        settings.setProperty("acks", "all");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends a record; waits while the broker is behind by more than the producer's memory. */
    public void send(String topic, byte[] key, byte[] value) {
        throwRefusal();
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, problem) -> {
            if (problem != null) {
                refusal.compareAndSet(null, problem);
            }
        });
        sent++;
    }

    /** Returns when the broker has taken all that was sent; throws where it refused a record. */
    public void flush() {
        producer.flush();
        throwRefusal();
    }

    private void throwRefusal() {
        Exception problem = refusal.get();
        if (problem != null) {
            throw new IllegalStateException(
                    "the broker refused a record, of " + sent + " that were sent: " + problem.getMessage(), problem);
        }
    }

    /** Gives up what the broker has not taken within a few seconds. */
    @Override
    public void close() {
        producer.close(CLOSE_PATIENCE);
    }
}
