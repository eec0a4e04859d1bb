package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every timestep is trained exactly once, whatever breaks. */
@Timeout(600)
class RecoveryIT {

    private static final String SYNCHRONOUS = "{type: synchronous, send: gradient, round: 8s}";
    private static final String ASYNCHRONOUS = "{type: asynchronous, send: delta}";

    private static final Duration PATIENCE = Patience.LONG;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0} in the {1}")
    @CsvSource(delimiter = '|', textBlock = """
        {type: asynchronous, send: delta}                       | TRAINER
        {type: asynchronous, send: delta}                       | SERVER
        {type: asynchronous, send: gradient}                    | TRAINER
        {type: synchronous, send: gradient, round: 8s}          | SERVER
        {type: synchronous, send: delta, round: 8s}             | TRAINER
        """)
    void afterAFailureEveryStepCountsOnce(String sync, JobRun.Site site) throws Exception {
        TestStream feed = TestStream.waves(60, 400, 800, 21);
        JobScene scene = scene("failure-" + Integer.toHexString((sync + site).hashCode()), 2, sync);

        PublishedModel last = JobRun.throughFailure(scene, feed, directory, site);

        assertThat(last.version().session()).isEqualTo(2);
        assertEachStepCountedOnce(last, feed);
    }

    @ParameterizedTest
    @ValueSource(strings = {SYNCHRONOUS, ASYNCHRONOUS})
    void aSavepointGoesOnWithAnotherParallelism(String sync) throws Exception {
        TestStream feed = TestStream.waves(100, 600, 1200, 22);
        String name = "rescale-" + Integer.toHexString(sync.hashCode());
        JobScene scene = scene(name, 2, sync);
        scene.send(feed);

        String savepoint;
        Faults.slowDown();
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            await().atMost(PATIENCE).until(() -> scene.published().size() > 3);
            savepoint = run.job().stopWithSavepoint(directory);
        }
        Faults.none();
        List<PublishedModel> before = scene.published();
        long trained = before.get(before.size() - 1).version().totals().steps();
        assertThat(trained)
                .as("steps trained before the savepoint")
                .isBetween(1L, feed.steps().size() - 1L);

        JobScene wider = scene(name, 3, sync).resuming(savepoint);
        try (JobRun run = JobRun.start(wider, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }

        assertThat(wider.last().version().session()).isEqualTo(2);
        assertEachStepCountedOnce(wider.last(), feed);
    }

    private JobScene scene(String name, int parallelism, String sync) {
        return new JobScene(BROKER.get(), name, parallelism, directory, """
            sync: %s
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            batch: {size: 8, linger: 5ms}
            """.formatted(sync));
    }

    private static void assertEachStepCountedOnce(PublishedModel model, TestStream feed) {
        assertThat(model.version().totals().steps()).isEqualTo(feed.steps().size());
        assertThat(model.version().totals().stepsHash()).isEqualTo(feed.hash());
    }
}
