package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.kafka.PublishedModel;
import io.backflow.jobs.local.EmbeddedBroker;
import io.backflow.jobs.local.LocalCluster;
import io.backflow.jobs.local.RunningJob;
import io.backflow.jobs.server.ServerStages;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynchronousTrainingIT {

    private static final String ROUNDS = """
            sync: {type: synchronous, send: gradient, round: 8s, staleness: 0}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            """;

    private static EmbeddedBroker broker;

    @TempDir
    Path directory;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void noFault() {
        Faults.none();
    }

    @Test
    void twoWorkersGiveTheParametersOfOneProcessOnTheUnionBatch() throws Exception {
        Feed feed = Feed.waves(20, 5, 60, 11);
        Scene scene = new Scene(broker, "union", 2, directory, ROUNDS);

        PublishedModel model = run(scene, feed);

        UnionBatch reference = new UnionBatch(scene.config());
        float[] expected = reference.train(feed);
        assertThat(model.version().tally().updates()).isEqualTo(reference.updates());
        assertThat(model.version().tally().steps()).isEqualTo(feed.steps().size());
        for (int i = 0; i < expected.length; i++) {
            assertThat(model.version().values()[i]).as("parameter %d", i).isCloseTo(expected[i], within());
        }
    }

    @Test
    void aRunWithAFailureEndsWithTheSameBitsAsOneWithout() throws Exception {
        Feed feed = Feed.waves(30, 40, 400, 12);
        PublishedModel undisturbed = run(new Scene(broker, "undisturbed", 2, directory, ROUNDS), feed);

        Faults.after(feed.steps().size() / 2);
        PublishedModel disturbed = run(new Scene(broker, "disturbed", 2, directory, ROUNDS), feed);

        assertThat(Faults.struck()).isTrue();
        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
        assertThat(disturbed.version().tally().stepsHash()).isEqualTo(feed.hash());
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-5f); // float32 sums in another order over some thirty updates
    }

    /** Runs a job to its end, with predictions written where a planned fault strikes inside the trainer. */
    private PublishedModel run(Scene scene, Feed feed) throws Exception {
        scene.send(feed);
        try (LocalCluster cluster = LocalCluster.start(scene.config(), directory)) {
            StreamExecutionEnvironment env = cluster.environment();
            Sinks sinks = new Sinks(
                    new FaultySink<>(),
                    scene.edges().parameters(),
                    scene.edges().progress(),
                    scene.edges().deadLetters());
            TrainingPipeline.define(
                    env,
                    new Sources(scene.edges().timesteps()),
                    sinks,
                    scene.config(),
                    new ServerStages(scene.config(), MaxParallelism.of(env)));
            try (RunningJob job = cluster.submit(env, scene.config().job().name())) {
                job.await();
            }
        }
        return scene.last();
    }
}
