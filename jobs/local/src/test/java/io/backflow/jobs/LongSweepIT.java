package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One watermark ends the sessions of all sequences, and to train them takes several times as long as a checkpoint may:
 * the run goes on to its end without a restart.
 */
@Timeout(600)
class LongSweepIT {

    private static final int STEPS = 4;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /**
     * The sweep takes as long as four checkpoints may, and one failure in a row is tolerated, for a machine that stands
     * still for a while: there must be chances for barriers in the sweep.
     */
    @Test
    void asynchronousWorkersTakeCheckpointsInBetween() throws Exception {
        JobScene scene = scene("long-asynchronous", "{type: asynchronous, send: delta}", "2s")
                .with(Map.of("execution.checkpointing.tolerable-failed-checkpoints", "1"));

        assertEndsWithoutARestart(scene, sessions(4000));
    }

    /** A round is trained in one piece: checkpoints fail meanwhile, and are tolerated. */
    @Test
    void aRoundLongerThanTheTimeoutOfCheckpointsEndsAllTheSame() throws Exception {
        JobScene scene = scene("long-synchronous", "{type: synchronous, send: gradient, round: 8s}", "1s");

        assertEndsWithoutARestart(scene, sessions(2000));
    }

    private void assertEndsWithoutARestart(JobScene scene, TestStream sessions) throws Exception {
        Faults.slowDown();
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            scene.send(sessions);
            await().atMost(Patience.LONG).until(() -> run.job().checkpoints() > 2);
            scene.send(later());
            await().atMost(Patience.LONG)
                    .until(() -> run.job().ended()
                            || totals(scene).steps() >= sessions.steps().size());
            long checkpoints = run.job().checkpoints();
            await().atMost(Patience.LONG).until(() -> run.job().checkpoints() > checkpoints);
            assertThat(run.job().ended()).isFalse();
            assertThat(run.job().graph().getFailureInfo()).isNull();
        }
        assertThat(scene.published())
                .extracting(model -> model.version().session())
                .containsOnly(1L);
        assertThat(totals(scene).stepsHash()).isEqualTo(sessions.hash());
    }

    private JobScene scene(String name, String sync, String timeout) {
        return JobScene.live(BROKER.get(), name, 2, directory, """
                sync: %s
                batch: {size: 8}
                sequence: {session_gap: 30s}
                """.formatted(sync))
                .with(Map.of("execution.checkpointing.timeout", timeout));
    }

    /** They have no end, and no window of theirs is full. */
    private static TestStream sessions(int sequences) {
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            for (int s = 0; s < sequences; s++) {
                steps.add(step("short-" + s, t, t));
            }
        }
        return new TestStream(steps);
    }

    /** One step that is not trained, much later. */
    private static TestStream later() {
        return new TestStream(List.of(step("later", 0, 200)));
    }

    private static Step step(String id, int number, int second) {
        float[] features = {TestStream.wave(0, number), 0f};
        float[] target = {TestStream.wave(0, number + 1)};
        long time = second * (long) TestStream.SECOND;
        return new Step(id, number, time, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    private static TrainingTotals totals(JobScene scene) {
        var published = scene.published();
        return published.isEmpty()
                ? TrainingTotals.ZERO
                : published.get(published.size() - 1).version().totals();
    }
}
