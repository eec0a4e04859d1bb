package io.backflow.jobs;

import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what a run publishes, from the first version on, each record once. */
public final class ModelFollower implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition log;
    private final ModelAssembler assembler;
    private @Nullable PublishedModel newest;

    public ModelFollower(String bootstrapServers, String topic, String run) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        "50"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        log = new TopicPartition(topic, 0);
        consumer.assign(List.of(log));
        consumer.seekToBeginning(List.of(log));
        assembler = new ModelAssembler(run, new ModelLimits(1 << 20, 1 << 26));
    }

    /** What was published since the last call, in order. */
    public List<PublishedModel> more() {
        List<PublishedModel> models = new ArrayList<>();
        long end = consumer.endOffsets(List.of(log)).get(log);
        while (consumer.position(log) < end) {
            consumer.poll(POLL)
                    .forEach(record ->
                            assembler.accept(record.key(), record.value()).ifPresent(models::add));
        }
        if (!models.isEmpty()) {
            newest = models.get(models.size() - 1);
        }
        return models;
    }

    /** The number of the newest version; 0 where there is none. */
    public long newest() {
        more();
        return newest == null ? 0 : newest.version().version();
    }

    /** What the newest version was trained on. */
    TrainingTotals totals() {
        more();
        return newest == null ? TrainingTotals.ZERO : newest.version().totals();
    }

    /** The session of the newest version seen. */
    public long session() {
        return newest == null ? 0 : newest.version().session();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
