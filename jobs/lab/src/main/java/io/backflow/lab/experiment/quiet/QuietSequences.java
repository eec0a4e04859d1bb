package io.backflow.lab.experiment.quiet;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sequences that send a window and a step more within ten minutes of yesterday, and nothing after that. */
final class QuietSequences implements AutoCloseable {

    /** Steps of a window. */
    static final int WINDOW = 2;

    static final int FEATURES = 4;
    static final Duration TIME_TO_LIVE = Duration.ofHours(1);
    private static final Duration SPREAD = Duration.ofMinutes(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final TimestepRecords records;
    private final int partitions;
    private final long start = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
    private final Random random = new Random(1);
    private int markers;

    QuietSequences(JobConfig config, int partitions) {
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("linger.ms", "20");
        settings.setProperty("batch.size", "262144");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        records = new TimestepRecords(config.kafka().topics().timesteps());
        this.partitions = partitions;
    }

    /** Sends all steps of {@code sequences}; how many windows they complete. */
    long send(int sequences) {
        for (int sequence = 0; sequence < sequences; sequence++) {
            long time = start + SPREAD.toMillis() * sequence / sequences;
            for (int step = 0; step <= WINDOW; step++) {
                producer.send(records.of(step("quiet-" + sequence, step, time + step)));
            }
        }
        return sequences + mark(start + SPREAD.toMillis());
    }

    /** Sends a window of another sequence to each partition, before all others; how many windows these are. */
    long mark() {
        return mark(start);
    }

    /** Moves event time past the time to live of all of them, by a window of another sequence in each partition. */
    long passTime() {
        return mark(start + SPREAD.plus(TIME_TO_LIVE.multipliedBy(2)).toMillis());
    }

    private long mark(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            String id = "marker-" + markers++;
            for (int step = 0; step < WINDOW; step++) {
                ProducerRecord<byte[], byte[]> keyed = records.of(step(id, step, time + step));
                producer.send(new ProducerRecord<>(keyed.topic(), partition, keyed.key(), keyed.value()));
            }
        }
        producer.flush();
        return partitions;
    }

    private Step step(String id, int number, long time) {
        float[] features = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            features[i] = random.nextFloat();
        }
        float[] target = {random.nextFloat()};
        return new Step(id, number, time, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    @Override
    public void close() {
        producer.close();
    }
}
