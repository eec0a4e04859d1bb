package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The newest manifest of each run in a topic {@code parameters}. */
public final class PublishedRuns {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String MANIFEST = "/manifest";

    private final Wire<ParameterManifest> wire =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Map<String, Entry> newest = new TreeMap<>();

    private PublishedRuns() {}

    /**
     * What a run has published last.
     *
     * @param run its name
     * @param session restarts of its server, from 1
     * @param version updates merged since the run began
     * @param published Kafka's timestamp of the manifest
     * @param parameters how many numbers the model has
     * @param steps timesteps trained
     * @param meanLoss mean prequential loss since the run began; NaN where no step had a target
     * @param meanBaselineLoss mean loss of the baseline on the same steps
     * @param last whether the run's input had ended
     */
    public record Entry(
            String run,
            long session,
            long version,
            Instant published,
            int parameters,
            long steps,
            double meanLoss,
            double meanBaselineLoss,
            boolean last) {

        private static Entry of(ConsumerRecord<byte[], byte[]> record, ParameterManifest manifest) {
            PublishedRun run = PublishedRun.of(manifest);
            double weight = run.totals().weightSum();
            return new Entry(
                    manifest.getRun(),
                    run.id().session(),
                    run.id().version(),
                    Instant.ofEpochMilli(record.timestamp()),
                    manifest.getSize(),
                    run.totals().steps(),
                    run.totals().lossSum() / weight,
                    run.totals().baselineLossSum() / weight,
                    run.last());
        }
    }

    /**
     * Reads the topic {@code parameters} of {@code kafka} as it is now, and returns the runs by name.
     *
     * @param timeout how long the brokers have to answer
     */
    public static List<Entry> in(KafkaConfig kafka, Duration timeout) {
        PublishedRuns runs = new PublishedRuns();
        try (KafkaConsumer<byte[], byte[]> consumer = ShortLook.consumer(kafka.consumerProperties())) {
            runs.read(consumer, new TopicPartition(kafka.topics().parameters(), 0), timeout);
        } catch (KafkaException e) {
            throw BrokerProblems.explain(
                    kafka, timeout, "topic " + kafka.topics().parameters() + " cannot be read", e);
        }
        return List.copyOf(runs.newest.values());
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, TopicPartition log, Duration timeout) {
        consumer.assign(List.of(log));
        consumer.seekToBeginning(List.of(log));
        long end = consumer.endOffsets(List.of(log), timeout).getOrDefault(log, 0L);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(log, timeout) < end) {
            long before = consumer.position(log, timeout);
            consumer.poll(POLL).forEach(this::accept);
            if (consumer.position(log, timeout) > before) {
                deadline = System.nanoTime() + timeout.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("topic " + log.topic() + " sent nothing");
            }
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null
                || record.value() == null
                || !new String(record.key(), StandardCharsets.UTF_8).endsWith(MANIFEST)) {
            return;
        }
        try {
            Entry entry = Entry.of(record, wire.decode(record.value()));
            newest.put(entry.run(), entry);
        } catch (WireException e) {
            // no reader can follow it either
        }
    }
}
