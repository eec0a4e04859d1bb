package io.backflow.lab.chaos;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.audit.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a {@link GeneratedStream} into the topic {@code timesteps} at a steady pace, on a thread of its own. */
final class StreamWriter implements AutoCloseable {

    private static final long END_SECONDS = 120;

    private final GeneratedStream stream;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TimestepRecords records;
    private final long tickNanos;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "stream-feed");
    private volatile boolean ending;
    private volatile boolean abandoned;

    private StreamWriter(GeneratedStream stream, KafkaConfig kafka, long tickNanos) {
        this.stream = stream;
        this.tickNanos = tickNanos;
        records = new TimestepRecords(kafka.topics().timesteps());
        Properties settings = kafka.clientProperties();
        settings.setProperty("linger.ms", "5");
        // a broker that is killed comes back; nothing is given up meanwhile
        settings.setProperty("delivery.timeout.ms", "600000");
        settings.setProperty("max.block.ms", "600000");
        settings.setProperty("reconnect.backoff.max.ms", "500");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Begins to write a tick of {@code stream} every {@code tickNanos}. */
    static StreamWriter start(GeneratedStream stream, KafkaConfig kafka, long tickNanos) {
        StreamWriter writer = new StreamWriter(stream, kafka, tickNanos);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /** Steps handed to Kafka's client so far. */
    long sent() {
        return sent.get();
    }

    /** Ends every sequence; returns when the broker has all of it, with all that was sent. */
    Sent end() throws InterruptedException {
        ending = true;
        thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        Exception problem = refusal.get();
        if (thread.isAlive() || problem != null) {
            throw new IllegalStateException(
                    "the broker did not take every step in " + END_SECONDS + " s: "
                            + (problem == null ? "no answer" : problem.getMessage()),
                    problem);
        }
        return stream.sent();
    }

    private void run() {
        long due = System.nanoTime();
        while (!ending) {
            write(stream.next());
            due += tickNanos;
            LockSupport.parkNanos(due - System.nanoTime());
        }
        if (!abandoned) {
            write(stream.end());
            producer.flush();
        }
    }

    private void write(List<Step> steps) {
        for (Step step : steps) {
            producer.send(records.of(step), (metadata, problem) -> {
                if (problem != null) {
                    refusal.compareAndSet(null, problem);
                }
            });
            sent.incrementAndGet();
        }
    }

    @Override
    public void close() {
        abandoned = true;
        ending = true;
        producer.close(Duration.ZERO);
    }
}
