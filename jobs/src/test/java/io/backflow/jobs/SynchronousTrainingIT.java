package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.kafka.PublishedModel;
import io.backflow.jobs.local.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

        PublishedModel model = run(scene, feed, directory);

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
        PublishedModel undisturbed = run(new Scene(broker, "undisturbed", 2, directory, ROUNDS), feed, directory);

        Faults.after(feed.steps().size() / 2);
        PublishedModel disturbed = run(new Scene(broker, "disturbed", 2, directory, ROUNDS), feed, directory);

        assertThat(Faults.struck()).isTrue();
        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
        assertThat(disturbed.version().tally().stepsHash()).isEqualTo(feed.hash());
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-5f); // float32 sums in another order over some thirty updates
    }

    @Test
    @Timeout(150)
    void aCheckpointEveryFiftyMillisecondsNeverStallsTheRounds() throws Exception {
        Scene scene = new Scene(broker, "frequent", 2, directory, ROUNDS, "50ms");
        Feed.waves(200, 500, 1500, 13).send(broker.bootstrapServers(), "frequent-in");
        long versions = -1;
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < end && !run.job().ended()) {
                Thread.sleep(5000);
                long now = scene.published().size();
                assertThat(run.job().ended() || now > versions)
                        .as("%d versions after 5 s more", now)
                        .isTrue();
                versions = now;
            }
            assertThat(run.job().checkpoints()).isGreaterThan(50);
        }
    }

    private static PublishedModel run(Scene scene, Feed feed, Path directory) throws Exception {
        scene.send(feed);
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }
        return scene.last();
    }
}
