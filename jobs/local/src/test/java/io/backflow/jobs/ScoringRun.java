package io.backflow.jobs;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The scoring job of a scene, on a cluster of its own. */
final class ScoringRun implements AutoCloseable {

    private final LocalCluster cluster;
    private final RunningJob job;

    private ScoringRun(LocalCluster cluster, RunningJob job) {
        this.cluster = cluster;
        this.job = job;
    }

    /** With all that it writes in Kafka. */
    static ScoringRun start(JobScene scene, Path directory) throws Exception {
        JobConfig config = scene.config().forScoring();
        LocalCluster cluster = LocalCluster.start(config, directory);
        StreamExecutionEnvironment env = cluster.environment();
        ScoringJob.define(env, config);
        return new ScoringRun(cluster, cluster.submit(env, config.job().name()));
    }

    /** With forecasts that go to {@code forecasts}. */
    static ScoringRun start(JobScene scene, Path directory, Sink<Forecast> forecasts) throws Exception {
        JobConfig config = scene.config().forScoring();
        LocalCluster cluster = LocalCluster.start(config, directory);
        StreamExecutionEnvironment env = cluster.environment();
        KafkaConnectors kafka = new KafkaConnectors(config);
        ScoringPipeline.define(
                env,
                new ScoringPipeline.Sources(kafka.timesteps(), kafka.labels(), kafka.models()),
                new ScoringPipeline.Sinks(
                        forecasts, kafka.scoringProgress(), kafka.deadLetters(), kafka.scoringAnswers()),
                config);
        return new ScoringRun(cluster, cluster.submit(env, config.job().name()));
    }

    RunningJob job() {
        return job;
    }

    @Override
    public void close() throws Exception {
        try (cluster) {
            job.close();
        }
    }

    /** Publishes versions of a scene's run as a server would. */
    static final class Publisher implements AutoCloseable {

        private final JobConfig config;
        private final ModelRecords records;
        private final KafkaProducer<byte[], byte[]> producer;

        Publisher(JobScene scene) {
            config = scene.config();
            records = new ModelRecords(config.modelJson());
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", config.kafka().bootstrapServers(), "acks", "all"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        void publish(VersionId id, float[] values) throws Exception {
            ModelVersion version = new ModelVersion(
                    config.job().run(), id, new long[] {id.version()}, values, TrainingTotals.ZERO, false);
            records.write(
                    version,
                    record -> producer.send(new ProducerRecord<>(
                            config.kafka().topics().parameters(),
                            record.key().getBytes(StandardCharsets.UTF_8),
                            record.value())));
            producer.flush();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
