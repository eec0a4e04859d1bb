package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ScoreConfig;
import io.backflow.jobs.config.ServerConfig;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.scorer.FileModelFeed;
import io.backflow.jobs.scorer.ModelFeed;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import io.backflow.jobs.source.TimestepSource;
import io.backflow.jobs.window.PrequentialPrediction;
import java.util.Map;
import java.util.Properties;
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
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The sources and sinks of a training job, as its configuration describes them.
 *
 * <p>All sinks write at least once: what a restart repeats carries the same key, and where it matters the same version,
 * so that readers can recognise it. Exactly once would hide every record until the next checkpoint.
 */
public final class KafkaConnectors {

    private final JobConfig config;
    private final @Nullable BoundedRead bound;
    private final @Nullable String gate;

    /** Edges of a job that, where it is bounded, ends where the partitions end when it begins to read. */
    public KafkaConnectors(JobConfig config) {
        this(config, null, null);
    }

    /**
     * @param bound how far a bounded job reads; null: to where partitions end when it begins
     * @param gate name of the {@link EndGate} at which readers wait before they end; null: they do not
     */
    public KafkaConnectors(JobConfig config, @Nullable BoundedRead bound, @Nullable String gate) {
        this.config = config;
        this.bound = bound;
        this.gate = gate;
    }

    /**
     * Timesteps, valid or rejected. A job without state begins where {@code kafka.start.from} says. A reader whose next
     * record is no longer there fails, rather than skip what is missing.
     */
    public Source<DecodeResult, ?, ?> timesteps() {
        KafkaSourceBuilder<DecodeResult> readers = KafkaSource.<DecodeResult>builder()
                .setProperties(config.kafka().consumerProperties())
                .setGroupId(config.kafka().groupId())
                .setTopics(config.kafka().topics().timesteps())
                .setStartingOffsets(OffsetsInitializer.offsets(Map.of(), OffsetResetStrategy.NONE))
                .setDeserializer(new TimestepDeserializer(config));
        if (config.kafka().bounded()) {
            readers.setBounded(OffsetsInitializer.latest());
            // where all partitions are read, each commit of offsets makes a new consumer, whose metrics are there
            // already
            readers.setProperty(KafkaSourceOptions.REGISTER_KAFKA_CONSUMER_METRICS.key(), "false");
        }
        return new TimestepSource<>(config, readers.build(), bound, gate);
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

    /** The forecast of each step, made when it arrived; keyed by sequence. */
    public Sink<Forecast> forecasts() {
        Properties settings = config.kafka().clientProperties();
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
        return sink(new ForecastSerializer(config.kafka().topics().predictions()), settings);
    }

    /** The state of the training run; keyed by run. */
    public Sink<ProgressReport> progress() {
        return sink(new ProgressSerializer(config.kafka().topics().progress()));
    }

    /** Versions of the model, and commands, for the gate of a scoring job; a model file is read now. */
    public ModelFeed models() {
        return config.score().from() instanceof ScoreConfig.ModelFile file
                ? FileModelFeed.read(config, file.path())
                : new TopicModelFeed(config);
    }

    /** The state of a scoring job. */
    public Sink<ScoringReport> scoringProgress() {
        return sink(new ScoringProgressSerializer(config));
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
        return sink(serializer, config.kafka().clientProperties());
    }

    private <T> Sink<T> sink(KafkaRecordSerializationSchema<T> serializer, Properties settings) {
        KafkaSink<T> sink = KafkaSink.<T>builder()
                .setKafkaProducerConfig(settings)
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(serializer)
                .build();
        return new WriteOnly<>(sink);
    }
}
