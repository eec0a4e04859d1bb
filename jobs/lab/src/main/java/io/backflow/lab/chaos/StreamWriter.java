package io.backflow.lab.chaos;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.audit.Sent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes a {@link GeneratedStream} into the topic {@code timesteps} at a steady pace, on a thread of its own. */
final class StreamWriter implements AutoCloseable {

    private static final long END_SECONDS = 120;

    private final GeneratedStream stream;
    private final TimestepProducer producer;
    private final long tickNanos;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "stream-writer");
    private volatile boolean ending;
    private volatile boolean abandoned;

    private StreamWriter(GeneratedStream stream, KafkaConfig kafka, long tickNanos) {
        this.stream = stream;
        this.tickNanos = tickNanos;
        producer = new TimestepProducer(
                kafka,
                Map.of(
                        "linger.ms", "5",
                        // a broker that is killed comes back; nothing is given up meanwhile
                        "delivery.timeout.ms", "600000",
                        "max.block.ms", "600000",
                        "reconnect.backoff.max.ms", "500"));
    }

    /** Begins to write a tick of {@code stream} every {@code tickNanos}. */
    static StreamWriter start(GeneratedStream stream, KafkaConfig kafka, long tickNanos) {
        StreamWriter writer = new StreamWriter(stream, kafka, tickNanos);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /** Steps handed to Kafka's client so far; throws what has ended the writing. */
    long sent() {
        throwFailure();
        return sent.get();
    }

    /** Ends every sequence; returns when the broker has all of it, with all that was sent. */
    Sent end() throws InterruptedException {
        ending = true;
        thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        throwFailure();
        if (thread.isAlive()) {
            throw new IllegalStateException("the broker did not take every step in " + END_SECONDS + " s");
        }
        return stream.sent();
    }

    private void throwFailure() {
        Throwable problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException("no more steps are written: " + problem, problem);
        }
    }

    private void run() {
        try {
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
        } catch (Throwable e) { // an Error ends this thread as well
            failure.set(e);
        }
    }

    private void write(List<Step> steps) {
        for (Step step : steps) {
            producer.send(step);
            sent.incrementAndGet();
        }
    }

    @Override
    public void close() {
        abandoned = true;
        ending = true;
        producer.abort();
    }
}
