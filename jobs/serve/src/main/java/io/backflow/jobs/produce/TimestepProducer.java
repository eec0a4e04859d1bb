package io.backflow.jobs.produce;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes steps to the topic {@code timesteps} of a job, keyed by sequence so that the steps of one sequence stay in
 * their order.
 *
 * <p>Steps are sent in the background. A step that the broker refuses is never lost silently: {@link #send}, {@link
 * #flush} and {@link #close} throw the first refusal as an {@link IllegalStateException}, and a callback gets each one.
 * Sending and flushing belong to one thread; callbacks run on a thread of Kafka's client.
 *
 * <pre>{@code
 * try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
 *     producer.send(new Step("pump-7", 0, time, new float[] {21.5f, 1.2f, 0.4f}));
 *     producer.send(new Step("pump-7", 1, time + 1000, new float[] {21.6f, 1.1f, 0.4f}));
 * } // returns when the broker has both
 * }</pre>
 */
public final class TimestepProducer implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final TimestepRecords records;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
    private long sent;

    /** Writes to the broker and the topic of {@code kafka}, with its client properties. */
    public TimestepProducer(KafkaConfig kafka) {
        this(kafka, Map.of());
    }

    /** @param overrides properties of Kafka's producer that replace those of {@code kafka} */
    public TimestepProducer(KafkaConfig kafka, Map<String, String> overrides) {
        Properties settings = kafka.clientProperties();
        settings.putIfAbsent("linger.ms", "20");
        settings.putIfAbsent("batch.size", "262144");
        settings.putAll(overrides);
        records = new TimestepRecords(kafka.topics().timesteps());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends {@code step}; throws where the broker has refused one before. */
    public void send(Step step) {
        send(step, (metadata, problem) -> {});
    }

    /** Sends {@code step}, and calls {@code callback} once the broker has taken or refused it. */
    public void send(Step step, Callback callback) {
        throwRefusal();
        producer.send(records.of(step), (metadata, problem) -> {
            if (problem == null) {
                acknowledged.incrementAndGet();
            } else {
                refusal.compareAndSet(null, problem);
            }
            callback.onCompletion(metadata, problem);
        });
        sent++;
    }

    /** Returns when the broker has taken every step that was sent; throws where it refused one. */
    public void flush() {
        producer.flush();
        throwRefusal();
    }

    /** Steps handed to {@link #send}. */
    public long sent() {
        return sent;
    }

    /** Steps that the broker has taken. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** As {@link #flush}; afterwards nothing can be sent. */
    @Override
    public void close() {
        producer.close();
        throwRefusal();
    }

    /** Ends at once; steps that the broker has not taken yet are dropped. */
    public void abort() {
        producer.close(Duration.ZERO);
    }

    private void throwRefusal() {
        Exception problem = refusal.get();
        if (problem != null) {
            throw new IllegalStateException(
                    "the broker refused a timestep, after it had taken " + acknowledged + " of " + sent + ": "
                            + problem.getMessage(),
                    problem);
        }
    }
}
