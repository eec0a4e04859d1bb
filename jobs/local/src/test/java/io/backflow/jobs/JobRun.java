package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.exchange.SnapshotType;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.server.ServerStages;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A scene's job on a cluster of its own, with places where {@link Faults} may strike. */
final class JobRun implements AutoCloseable {

    /** Where a planned fault strikes. */
    enum Site {
        /** Inside the trainer, while it says what it predicted. */
        TRAINER,
        /** Inside the server, while it emits what it merged. */
        SERVER
    }

    private final LocalCluster cluster;
    private final RunningJob job;

    private JobRun(LocalCluster cluster, RunningJob job) {
        this.cluster = cluster;
        this.job = job;
    }

    static JobRun start(JobScene scene, Path directory, Site site) throws Exception {
        LocalCluster cluster = LocalCluster.start(scene.config(), directory);
        StreamExecutionEnvironment env = cluster.environment();
        Sinks sinks = new Sinks(
                new FaultySink<>(site == Site.TRAINER),
                new FaultySink<>(site == Site.TRAINER),
                scene.edges().parameters(),
                scene.edges().progress(),
                scene.edges().deadLetters(),
                scene.edges().answers());
        ServerStages stages = site == Site.SERVER
                ? new FaultyServer(scene, MaxParallelism.of(env))
                : new ServerStages(scene.config(), MaxParallelism.of(env));
        TrainingPipeline.define(env, sources(scene), sinks, scene.config(), stages);
        return new JobRun(cluster, cluster.submit(env, scene.config().job().name()));
    }

    /** Runs a scene's job with all that it writes in Kafka. */
    static JobRun startWithKafka(JobScene scene, Path directory) throws Exception {
        LocalCluster cluster = LocalCluster.start(scene.config(), directory);
        StreamExecutionEnvironment env = cluster.environment();
        TrainingPipeline.define(
                env,
                sources(scene),
                new Sinks(
                        scene.edges().predictions(),
                        scene.edges().forecasts(),
                        scene.edges().parameters(),
                        scene.edges().progress(),
                        scene.edges().deadLetters(),
                        scene.edges().answers()),
                scene.config());
        return new JobRun(cluster, cluster.submit(env, scene.config().job().name()));
    }

    private static Sources sources(JobScene scene) {
        return new Sources(
                scene.edges().timesteps(),
                scene.edges().labels(),
                scene.edges().feedback(),
                scene.edges().control());
    }

    /** Runs a scene's job on {@code feedback} undisturbed; what it published last. */
    static PublishedModel toEnd(JobScene scene, TestStream feedback, Path directory) throws Exception {
        scene.send(feedback);
        try (JobRun run = start(scene, directory, Site.TRAINER)) {
            run.job().await();
        }
        return scene.last();
    }

    /** Runs a scene's job on {@code feedback} through one failure; what it published last. */
    static PublishedModel throughFailure(JobScene scene, TestStream feedback, Path directory, Site site)
            throws Exception {
        scene.send(feedback);
        Faults.expect();
        try (JobRun run = start(scene, directory, site)) {
            run.failOnceAndEnd();
        }
        assertThat(Faults.struck()).isTrue();
        return scene.last();
    }

    /** Lets the planned fault strike as soon as there is something to recover from, and waits for the job's end. */
    private void failOnceAndEnd() throws Exception {
        await().atMost(Patience.LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> job.checkpoints() >= 2 || Faults.struck());
        Faults.now();
        job.await();
    }

    RunningJob job() {
        return job;
    }

    /** The server with a place for a fault chained to it. */
    private static final class FaultyServer extends ServerStages {

        FaultyServer(JobScene scene, int maxParallelism) {
            super(scene.config(), maxParallelism);
        }

        @Override
        public SingleOutputStreamOperator<ShardSnapshot> serve(DataStream<Contribution> contributions) {
            SingleOutputStreamOperator<ShardSnapshot> served = super.serve(contributions);
            served.getSideOutput(ServerStages.ACCOUNTS)
                    .map(
                            snapshot -> {
                                Faults.pass();
                                return snapshot;
                            },
                            SnapshotType.get())
                    .sinkTo(new DiscardingSink<>());
            return served;
        }
    }

    @Override
    public void close() throws Exception {
        try (cluster) {
            job.close();
        }
    }
}
