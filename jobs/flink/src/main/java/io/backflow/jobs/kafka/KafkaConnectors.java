package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ServerConfig;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.window.PrequentialPrediction;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * The sources and sinks of a training job, as its configuration describes them.
 *
 * <p>All sinks write at least once: what a restart repeats carries the same key, and where it matters the same version,
 * so that readers can recognise it. Exactly once would hide every record until the next checkpoint.
 */
public final class KafkaConnectors {

    private final JobConfig config;

    public KafkaConnectors(JobConfig config) {
        this.config = config;
    }

    /**
     * Timesteps, valid or rejected. A fresh job starts at the group's committed offsets, or at the earliest ones where
     * there are none; a bounded one ends at the offsets that were the last at its start.
     */
    public Source<DecodeResult, ?, ?> timesteps() {
        KafkaSourceBuilder<DecodeResult> source = KafkaSource.<DecodeResult>builder()
                .setProperties(config.kafka().clientProperties())
                .setGroupId(config.kafka().groupId())
                .setTopics(config.kafka().topics().timesteps())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new TimestepDeserializer(config));
        if (!config.kafka().bounded()) {
            return source.build();
        }
        // where all partitions are read, each commit of offsets makes a new consumer, whose metrics are there already
        source.setProperty(KafkaSourceOptions.REGISTER_KAFKA_CONSUMER_METRICS.key(), "false");
        return new BoundedKafkaSource<>(
                source.setBounded(OffsetsInitializer.latest()).build());
    }

    /** The feedback edge from the server to the workers. */
    public FeedbackEdge feedback() {
        return followed() ? new TopicFeedback(config) : new CoLocatedFeedback();
    }

    private boolean followed() {
        return config.server().feedback() == ServerConfig.Feedback.TOPIC;
    }

    /** The prediction of each step; keyed by sequence. */
    public Sink<PrequentialPrediction> predictions() {
        return sink(new PredictionSerializer(config.kafka().topics().predictions()));
    }

    /** The state of the training run; keyed by run. */
    public Sink<ProgressReport> progress() {
        return sink(new ProgressSerializer(config.kafka().topics().progress()));
    }

    /** Rejected and late records, with their original bytes. */
    public Sink<Rejected> deadLetters() {
        return sink(new DeadLetterSerializer(
                config.kafka().topics().deadLetters(), config.job().name()));
    }

    /**
     * The published model: chunks, then the manifest, each version whole or not at all. To be written by one subtask,
     * or the order is lost.
     */
    public Sink<ModelVersion> parameters() {
        return new PublishingSink(config, followed());
    }

    private <T> Sink<T> sink(KafkaRecordSerializationSchema<T> serializer) {
        KafkaSink<T> sink = KafkaSink.<T>builder()
                .setKafkaProducerConfig(config.kafka().clientProperties())
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(serializer)
                .build();
        return new WriteOnly<>(sink);
    }
}
