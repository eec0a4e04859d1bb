package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.server.ModelVersion;
import io.backflow.jobs.server.Progress;
import io.backflow.jobs.trainer.Scored;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * The sources and sinks of a training job, as its configuration describes them.
 *
 * <p>All sinks write at least once: what a restart repeats carries the same key, and where it matters the same version,
 * so that readers can tell. Exactly once would hide every record until the next checkpoint.
 */
public final class KafkaEdges {

    private final JobConfig config;

    public KafkaEdges(JobConfig config) {
        this.config = config;
    }

    /**
     * Timesteps, valid or rejected. A fresh job starts at the group's committed offsets, or at the earliest ones where
     * there are none; a bounded one ends at the offsets that were the last at its start.
     */
    public Source<Arrival, ?, ?> timesteps() {
        KafkaSourceBuilder<Arrival> source = KafkaSource.<Arrival>builder()
                .setProperties(config.kafka().clientProperties())
                .setGroupId(config.kafka().groupId())
                .setTopics(config.kafka().topics().timesteps())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new TimestepDeserializer(config));
        return config.kafka().bounded()
                ? new EndingSource<>(
                        source.setBounded(OffsetsInitializer.latest()).build())
                : source.build();
    }

    /** What the network said of each step; keyed by sequence. */
    public Sink<Scored> predictions() {
        return sink(new PredictionSerializer(config.kafka().topics().predictions()));
    }

    /** How training goes; keyed by run. */
    public Sink<Progress> progress() {
        return sink(new ProgressSerializer(config.kafka().topics().progress()));
    }

    /** Records that could not be taken, as they came. */
    public Sink<Rejected> deadLetters() {
        return sink(new DeadLetterSerializer(
                config.kafka().topics().deadLetters(), config.job().name()));
    }

    /** The published model: chunks, then the manifest. To be written by one subtask, or the order is lost. */
    public Sink<ModelVersion> parameters() {
        return new PublishingSink(
                sink(new PublishedSerializer(config.kafka().topics().parameters())), config.modelJson());
    }

    private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> serializer) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(serializer)
                .build();
    }
}
