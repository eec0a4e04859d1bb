package io.backflow.lab.chaos;

import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.audit.ExactlyOnceAudit;
import io.backflow.lab.audit.TrainedStepDecoder;
import io.backflow.lab.audit.VersionRecord;
import io.backflow.lab.audit.VersionRecordDecoder;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all that a job publishes, for an {@link ExactlyOnceAudit}. Not thread-safe. */
final class TopicRecorder implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ExactlyOnceAudit audit = new ExactlyOnceAudit();
    private final TrainedStepDecoder predictions = new TrainedStepDecoder();
    private final VersionRecordDecoder manifests;
    private final String parameters;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;
    private long newestSession;
    private long stepsTrained;

    /** To be made before the job starts, or while all of its records are still there. */
    TopicRecorder(JobConfig config) {
        manifests = new VersionRecordDecoder(config.job().run());
        parameters = config.kafka().topics().parameters();
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("reconnect.backoff.max.ms", "500");
        settings.setProperty("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = Stream.of(parameters, config.kafka().topics().predictions())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes in what has come; waits a moment for it. */
    void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            try {
                take(record);
            } catch (WireException e) {
                throw new IllegalStateException(
                        "a record of topic " + record.topic() + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws WireException {
        if (!record.topic().equals(parameters)) {
            predictions.decode(record).forEach(audit::add);
            return;
        }
        Optional<VersionRecord> entry = manifests.decode(record);
        entry.ifPresent(audit::add);
        entry.filter(version -> version.session() >= newestSession).ifPresent(version -> {
            newestSession = version.session();
            stepsTrained = version.steps();
        });
    }

    /** Steps that the newest model was trained on, as far as read. */
    long stepsTrained() {
        return stepsTrained;
    }

    /** Takes in all that is there now. */
    void readToEnd() {
        var ends = consumer.endOffsets(partitions);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "topics " + partitions + " could not be read to their ends in " + PATIENCE.toSeconds() + " s");
            }
            poll();
        }
    }

    ExactlyOnceAudit audit() {
        return audit;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
