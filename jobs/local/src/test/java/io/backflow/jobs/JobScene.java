package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** One job's topics on a broker, its configuration, and what it published. */
final class JobScene {

    /** Of every topic but that of the parameters. */
    static final int PARTITIONS = 3;

    private static final Duration PATIENCE = Patience.LONG;

    private final EmbeddedBroker broker;
    private final JobConfig config;

    /**
     * @param name distinguishes this scene's topics from others' on the same broker
     * @param settings the {@code sync} section and whatever else is to be said, as YAML
     */
    JobScene(EmbeddedBroker broker, String name, int parallelism, Path checkpoints, String settings) {
        this(broker, name, parallelism, checkpoints, settings, "100ms", true, "0ms");
    }

    /** A job that does not end by itself, with a checkpoint every 50 ms; a partition is silent after a second. */
    static JobScene live(EmbeddedBroker broker, String name, int parallelism, Path checkpoints, String settings) {
        return new JobScene(broker, name, parallelism, checkpoints, settings, "50ms", false, "100ms");
    }

    /** As {@link #live}, with each version published. */
    static JobScene eachVersion(
            EmbeddedBroker broker, String name, int parallelism, Path checkpoints, String settings) {
        return new JobScene(broker, name, parallelism, checkpoints, settings, "50ms", false, "0ms");
    }

    private JobScene(
            EmbeddedBroker broker,
            String name,
            int parallelism,
            Path checkpoints,
            String settings,
            String interval,
            boolean bounded,
            String publishing) {
        this.broker = broker;
        config = JobConfig.parse("""
                job: {name: %1$s, run: %1$s, parallelism: %2$d, seed: 3}
                kafka:
                  bootstrap_servers: %3$s
                  bounded: %7$s
                  idle_timeout: %9$s
                  group_id: %1$s
                  topics: {timesteps: %1$s-in, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, dead_letters: %1$s-dead, control: %1$s-control}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 5, reset_after: true}]
                  head: {units: 1, loss: {type: mse}}
                %10$s
                publish: {every_versions: 1, interval: %8$s}
                flink:
                  execution.checkpointing.interval: %6$s
                  execution.checkpointing.dir: "%4$s"
                  # small buffers: a barrier does not wait behind the whole feed
                  taskmanager.memory.segment-size: 4kb
                  taskmanager.network.memory.floating-buffers-per-gate: 1
                  restart-strategy.type: fixed-delay
                  restart-strategy.fixed-delay.attempts: 3
                  restart-strategy.fixed-delay.delay: 100ms
                %5$s
                """.formatted(
                        name,
                        parallelism,
                        broker.bootstrapServers(),
                        checkpoints.toUri(),
                        settings.contains("horizon:") ? settings : settings + "horizon: {type: truncated, every: 8}\n",
                        interval,
                        bounded,
                        publishing,
                        bounded ? "0ms" : "1s",
                        settings.contains("server:") ? "" : "server: {shards: 3}"));
        createTopics();
    }

    /** A job of which all is said by {@code config}. */
    static JobScene of(EmbeddedBroker broker, JobConfig config) {
        JobScene scene = new JobScene(broker, config);
        scene.createTopics();
        return scene;
    }

    private void createTopics() {
        new Topics(config.kafka(), PATIENCE).create(PARTITIONS, Optional.of((short) 1));
    }

    private JobScene(EmbeddedBroker broker, JobConfig config) {
        this.broker = broker;
        this.config = config;
    }

    /** The same job with another number of units. */
    JobScene withUnits(int units) {
        return new JobScene(broker, JobConfig.parse(config.toJson().replace("\"units\":5", "\"units\":" + units)));
    }

    /** The same job, whose features may be missing and are scaled by each sequence's own steps. */
    JobScene withMissingFeatures() {
        return new JobScene(
                broker,
                JobConfig.parse(config.toJson()
                        .replace(
                                "\"type\":\"features\",\"size\":2",
                                "\"type\":\"features\",\"size\":2,\"missing\":\"mask\"")
                        .replaceFirst("\\{", "{\"normalization\":\"running\",")));
    }

    /** The same job, whose network sees times. */
    JobScene seeingTimes() {
        String size = "\"type\":\"features\",\"size\":2";
        String times = size + ",\"time_features\":[\"elapsed\",\"hour_of_day\"]";
        return new JobScene(
                broker,
                JobConfig.parse(
                        config.toJson().replace(",\"time_features\":[]", "").replace(size, times)));
    }

    /** The same job, whose layer drops a share of its outputs. */
    JobScene dropping(double share) {
        return new JobScene(
                broker, JobConfig.parse(config.toJson().replace("\"dropout\":0.0", "\"dropout\":" + share)));
    }

    /** The same job with linear recurrent units in the place of gated ones. */
    JobScene linear() {
        String gated = "\"type\":\"gru\",\"units\":5,\"reset_after\":true";
        String json = config.toJson();
        if (!json.contains(gated)) {
            throw new IllegalStateException("the layer is another one: " + json);
        }
        return new JobScene(broker, JobConfig.parse(json.replace(gated, "\"type\":\"lru\",\"units\":6")));
    }

    /** The same job, whose labels come in a topic of their own. */
    JobScene withLabelsTopic() {
        TopicsConfig topics = config.kafka().topics();
        String control = "\"" + topics.control() + "\"";
        String labels = ",\"labels\":\"" + topics.timesteps() + "-labels\"";
        return of(broker, JobConfig.parse(config.toJson().replace(control, control + labels)));
    }

    /** The same job, which reads commands from another topic, that is not there yet. */
    JobScene withControl(String topic) {
        String former = config.kafka().topics().control();
        return new JobScene(
                broker, JobConfig.parse(config.toJson().replace("\"" + former + "\"", "\"" + topic + "\"")));
    }

    /** The same job, whose partitions are silent after another time. */
    JobScene silentAfter(Duration timeout) {
        String timeouts = "\"idle_timeout\":\"" + config.kafka().idleTimeout() + "\"";
        return new JobScene(
                broker, JobConfig.parse(config.toJson().replace(timeouts, "\"idle_timeout\":\"" + timeout + "\"")));
    }

    /** The same job, started from a savepoint. A bounded source has to look for its end anew (FLINK-31006). */
    JobScene resuming(String savepoint) {
        return with(Map.of("execution.state-recovery.path", savepoint));
    }

    /** The same job with more of Flink's own keys. */
    JobScene with(Map<String, String> settings) {
        return new JobScene(broker, config.withFlink(settings));
    }

    JobConfig config() {
        return config;
    }

    void send(TestStream stream) throws Exception {
        stream.send(broker.bootstrapServers(), config.kafka().topics().timesteps());
    }

    /** Each step into the partition that {@code partition} says. */
    void send(TestStream stream, ToIntFunction<Step> partition) throws Exception {
        stream.send(broker.bootstrapServers(), config.kafka().topics().timesteps(), partition::applyAsInt);
    }

    KafkaConnectors edges() {
        return new KafkaConnectors(config);
    }

    /** Everything published so far, in order. */
    List<PublishedModel> published() {
        try (ModelFollower follower = follow()) {
            return follower.more();
        }
    }

    /** Reads along what is published, from the beginning. */
    ModelFollower follow() {
        return new ModelFollower(
                broker.bootstrapServers(),
                config.kafka().topics().parameters(),
                config.job().run());
    }

    /** The version that closed the run. */
    PublishedModel last() {
        List<PublishedModel> models = published();
        PublishedModel model = models.get(models.size() - 1);
        if (!model.version().last()) {
            throw new AssertionError("the newest version, " + model.version().version() + ", is not the last");
        }
        return model;
    }
}
