package io.backflow.jobs.trial;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.ManifestDecoder;
import io.backflow.jobs.kafka.PredictionDecoder;
import io.backflow.jobs.ledger.Audit;
import io.backflow.jobs.ledger.Entry;
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

/** Reads all that a job publishes, for an {@link Audit}. Not thread-safe. */
final class Witness implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(50);

    private final Audit audit = new Audit();
    private final PredictionDecoder predictions = new PredictionDecoder();
    private final ManifestDecoder manifests;
    private final String parameters;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;
    private long newestSession;
    private long stepsTrained;

    /** To be made before the job starts, or while all of its records are still there. */
    Witness(JobConfig config) {
        manifests = new ManifestDecoder(config.job().run());
        parameters = config.kafka().topics().parameters();
        Properties settings = config.kafka().consumerProperties();
        settings.setProperty("reconnect.backoff.max.ms", "500");
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
            audit.add(predictions.decode(record));
            return;
        }
        Optional<Entry> entry = manifests.decode(record);
        entry.ifPresent(audit::add);
        entry.filter(news -> news.session() >= newestSession).ifPresent(news -> {
            newestSession = news.session();
            stepsTrained = news.steps();
        });
    }

    /** Steps that the newest model was trained on, as far as read. */
    long stepsTrained() {
        return stepsTrained;
    }

    /** Takes in all that is there now. */
    void readToEnd() {
        var ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    Audit audit() {
        return audit;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
