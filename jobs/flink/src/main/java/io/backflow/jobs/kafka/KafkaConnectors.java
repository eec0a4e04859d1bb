package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ScoreConfig;
import io.backflow.jobs.config.ServerConfig;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.JobKind;
import io.backflow.jobs.controller.ControlFeed;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.scorer.FileModelFeed;
import io.backflow.jobs.scorer.ModelFeed;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import io.backflow.jobs.source.GatePlace;
import io.backflow.jobs.source.TimestepSource;
import io.backflow.jobs.window.WindowPredictions;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
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
        String topic = config.kafka().topics().timesteps();
        TimestepReaders readers = new TimestepReaders(config, topic, Content.of(config));
        ArrivalTime time = ArrivalTime.of(config, System::currentTimeMillis);
        return new TimestepSource<>(config, readers, time, bound, gate(0));
    }

    /** Labels that come later, valid or rejected, as the timesteps are read; null where they have no topic. */
    public @Nullable Source<DecodeResult, ?, ?> labels() {
        String topic = config.kafka().topics().labels();
        if (topic == null) {
            return null;
        }
        TimestepReaders readers = new TimestepReaders(config, topic, Content.LABELS);
        JobConfig there = config.withKafka(config.kafka().reading(topic));
        return new TimestepSource<>(there, readers, ArrivalTime.ofLabels(config), null, gate(1));
    }

    private @Nullable GatePlace gate(int source) {
        return gate == null
                ? null
                : new GatePlace(gate, source, config.kafka().topics().labels() == null ? 1 : 2);
    }

    /** Commands to a training job, written from now on. */
    public ControlFeed control() {
        return new TopicControlFeed(config, System.currentTimeMillis());
    }

    /** What a training job has done about commands; keyed by run and kind of job. */
    public Sink<CommandAnswer> answers() {
        return answers(JobKind.TRAINING);
    }

    /** What a scoring job has done about commands; keyed by run and kind of job. */
    public Sink<CommandAnswer> scoringAnswers() {
        return answers(JobKind.SCORING);
    }

    private Sink<CommandAnswer> answers(JobKind kind) {
        return sink("progress", config.kafka().topics().progress(), new CommandAnswerSerializer(config, kind));
    }

    /** The feedback edge from the server to the workers. */
    public FeedbackEdge feedback() {
        return followed() ? new TopicFeedback(config) : new CoLocatedFeedback();
    }

    private boolean followed() {
        return config.server().feedback() == ServerConfig.Feedback.TOPIC;
    }

    /** The predictions of steps; keyed by sequence. */
    public Sink<WindowPredictions> predictions() {
        String topic = config.kafka().topics().predictions();
        return new WriteOnly<>(
                config,
                new Destination("kafka.topics.predictions", topic),
                new PredictionSerializer(topic),
                Map.of(ProducerConfig.LINGER_MS_CONFIG, "20", ProducerConfig.BATCH_SIZE_CONFIG, "131072"));
    }

    /** The forecast of each step, made when it arrived; keyed by sequence. */
    public Sink<Forecast> forecasts() {
        String topic = config.kafka().topics().predictions();
        return new WriteOnly<>(
                config,
                new Destination("kafka.topics.predictions", topic),
                new ForecastSerializer(topic),
                Map.of(ProducerConfig.LINGER_MS_CONFIG, "0"));
    }

    /** The state of the training run; keyed by run. */
    public Sink<ProgressReport> progress() {
        String topic = config.kafka().topics().progress();
        return sink("progress", topic, new ProgressSerializer(topic));
    }

    /** Versions of the model, and commands, for the gate of a scoring job; a model file is read now. */
    public ModelFeed models() {
        return config.score().from() instanceof ScoreConfig.ModelFile file
                ? FileModelFeed.read(config, file.path())
                : new TopicModelFeed(config);
    }

    /** The state of a scoring job. */
    public Sink<ScoringReport> scoringProgress() {
        return sink("progress", config.kafka().topics().progress(), new ScoringProgressSerializer(config));
    }

    /** Rejected and late records, with their original bytes. */
    public Sink<Rejected> deadLetters() {
        String topic = config.kafka().topics().deadLetters();
        return sink(
                "dead_letters",
                topic,
                new DeadLetterSerializer(topic, config.job().name()));
    }

    /**
     * The published model: chunks, then the manifest, each version whole or not at all. To be written by one subtask,
     * or the order is lost.
     */
    public Sink<ModelVersion> parameters() {
        return new PublishingSink(config, followed());
    }

    private <T> Sink<T> sink(String key, String topic, KafkaRecordSerializationSchema<T> serializer) {
        return new WriteOnly<>(config, new Destination("kafka.topics." + key, topic), serializer, Map.of());
    }
}
