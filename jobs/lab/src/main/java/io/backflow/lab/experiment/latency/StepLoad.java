package io.backflow.lab.experiment.latency;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Steps of many sequences at a steady rate, one after another in turn, with the time at which the broker appended each.
 * Sequences are at different places in their windows, so that windows are completed evenly.
 */
final class StepLoad implements AutoCloseable {

    static final long UNKNOWN = 0;

    private static final int REMEMBERED = 64;

    private final KafkaProducer<byte[], byte[]> producer;
    private final TimestepRecords records;
    private final int[] next;
    private final int features;
    private final AtomicLongArray appended;
    private final Random random = new Random(1);
    private int turn;

    StepLoad(JobConfig config, int sequences, int features) {
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("linger.ms", "1");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        records = new TimestepRecords(config.kafka().topics().timesteps());
        next = new int[sequences];
        this.features = features;
        appended = new AtomicLongArray(Math.multiplyExact(sequences, REMEMBERED));
    }

    /** Sends from 1 to {@code every} steps of each sequence at once; how many. */
    long fill(int every) {
        long sent = 0;
        for (int s = 0; s < next.length; s++) {
            for (int t = 0; t <= s % every; t++) {
                send(s);
                sent++;
            }
        }
        producer.flush();
        return sent;
    }

    /** Sends {@code count} steps, {@code perSecond}. */
    void run(int perSecond, long count) {
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            send(turn);
            turn = (turn + 1) % next.length;
        }
        producer.flush();
    }

    private void send(int sequence) {
        int t = next[sequence]++;
        float[] values = new float[features];
        for (int i = 0; i < features; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        Step step = new Step(Integer.toString(sequence), t, System.currentTimeMillis(), values);
        int at = at(sequence, t);
        appended.set(at, UNKNOWN);
        producer.send(records.of(step), (metadata, failure) -> {
            if (failure == null) {
                appended.set(at, metadata.timestamp());
            }
        });
    }

    /**
     * When the broker appended one of the last {@value #REMEMBERED} steps of a sequence, in milliseconds since the
     * epoch; {@link #UNKNOWN} where that is not known yet.
     */
    long appended(int sequence, long step) {
        return appended.get(at(sequence, step));
    }

    private static int at(int sequence, long step) {
        return sequence * REMEMBERED + (int) (step % REMEMBERED);
    }

    @Override
    public void close() {
        producer.close();
    }
}
