package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stop --drain} ends a run as if its input had ended; its savepoint can be gone on from all the same. */
@Timeout(600)
class DrainIT {

    private static final Duration PATIENCE = Patience.LONG;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 8s}",
                "{type: synchronous, send: delta, round: 8s, staleness: 1}",
                "{type: asynchronous, send: delta}",
                "{type: asynchronous, send: gradient}"
            })
    void aDrainedRunGoesOnFromItsSavepointAndTrainsEachStepOnce(String sync) throws Exception {
        TestStream feed = TestStream.waves(30, 100, 200, 41);
        List<TestStream> halves = feed.parts(2);
        JobScene scene = JobScene.live(
                BROKER.get(), "drain-" + Integer.toHexString(sync.hashCode()), 2, directory, """
            sync: %s
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            batch: {size: 8, linger: 5ms}
            """.formatted(sync));

        scene.send(halves.get(0));
        String savepoint = drained(scene, 1);
        assertThat(totals(scene).steps()).isPositive();
        scene.send(halves.get(1));
        // a drain may come before all is read, and the run is then drained once more
        for (int run = 2; totals(scene).steps() < feed.steps().size(); run++) {
            savepoint = drained(scene.resuming(savepoint), run);
        }

        assertThat(totals(scene).stepsHash()).isEqualTo(feed.hash());
        assertThat(totals(scene).steps()).isEqualTo(feed.steps().size());
    }

    @Test
    void aRestoredStateThatDoesNotFitEndsTheJobWithoutRestarts() throws Exception {
        JobScene scene =
                JobScene.live(BROKER.get(), "misfit", 1, directory, "sync: {type: asynchronous, send: delta}\n");
        scene.send(TestStream.waves(10, 50, 60, 42));
        JobScene other = scene.withUnits(6)
                .with(Map.of(
                        "restart-strategy.type",
                        "exponential-delay",
                        "execution.state-recovery.path",
                        drained(scene, 1)));

        try (JobRun run = JobRun.start(other, directory, JobRun.Site.TRAINER)) {
            await().atMost(PATIENCE).until(run.job()::ended);
            // the server refuses the settings and the trainer the state itself, whichever starts first
            assertThatThrownBy(run.job()::await)
                    .hasMessageMatching("model.* the state to go on from was made with.* 5.*; set it back, or .*");
        }
    }

    /** Drains a run that has gone on for some checkpoints in {@code session}; where the savepoint lies. */
    private String drained(JobScene scene, long session) throws Exception {
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            await().atMost(PATIENCE)
                    .until(() -> !scene.published().isEmpty()
                            && newest(scene).version().session() == session
                            && run.job().checkpoints() > 5);
            return run.job().drain(directory);
        }
    }

    private static TrainingTotals totals(JobScene scene) {
        return newest(scene).version().totals();
    }

    private static PublishedModel newest(JobScene scene) {
        List<PublishedModel> published = scene.published();
        return published.get(published.size() - 1);
    }
}
