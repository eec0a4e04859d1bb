package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.kafka.ProgressLog;
import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SynchronousTrainingIT {

    private static final String ROUNDS = """
        sync: {type: synchronous, send: gradient, round: 8s, staleness: 0}
        optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
        """;

    /** What is known of the stream is in every state: its scale, past windows, and how the loss was. */
    private static final String DRIFTING =
            ROUNDS.replace("round: 8s, staleness: 0", "round: 3s, reproducible: true") + """
        server: {shards: 2}
        normalization: {type: window, steps: 50}
        batch: {size: 4, replay: {windows: 2, kept: 4}}
        drift: {groups: [wave-1, wave-], reaction: forget_replay}
        """;

    private static final Map<String, String> ON_DISK = Map.of("state.backend.type", "rocksdb");

    private static final String REPRODUCIBLE =
            ROUNDS.replace("staleness: 0", "reproducible: true") + "batch: {size: 4}\n";

    private static final int ROUNDS_COMPARED = 5;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @Test
    void twoWorkersGiveTheParametersOfOneProcessOnTheUnionBatch() throws Exception {
        TestStream feed = TestStream.waves(20, 5, 60, 11);
        JobScene scene = new JobScene(BROKER.get(), "union", 2, directory, ROUNDS);

        PublishedModel model = JobRun.toEnd(scene, feed, directory);

        UnionBatch reference = new UnionBatch(scene.config());
        float[] expected = reference.train(feed);
        assertThat(model.version().totals().updates()).isEqualTo(reference.updates());
        assertThat(model.version().totals().steps()).isEqualTo(feed.steps().size());
        for (int i = 0; i < expected.length; i++) {
            assertThat(model.version().values()[i]).as("parameter %d", i).isCloseTo(expected[i], within());
        }
    }

    /** The truth turns into its opposite on the way: the loss rises, and past windows are not replayed any more. */
    @Test
    void aRunThroughAFailureOrASavepointEndsWithTheSameBitsAsOneWithout() throws Exception {
        TestStream feed = TestStream.waves(10, 500, 900, 12).reversedFrom(400);
        JobScene whole = drifting("undisturbed", 2);
        PublishedModel undisturbed = JobRun.toEnd(whole, feed, directory);
        JobScene failing = drifting("disturbed", 2).with(ON_DISK);
        PublishedModel failed = JobRun.throughFailure(failing, feed, directory, JobRun.Site.TRAINER);
        JobScene scene = drifting("rescaled", 2).with(ON_DISK);
        String savepoint = savedAfterTheAlarm(scene, feed);
        JobScene wider = drifting("rescaled", 4).with(ON_DISK).resuming(savepoint);
        try (JobRun run = JobRun.start(wider, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }

        assertThat(alarms(whole).count()).isEqualTo(1);
        assertThat(alarms(whole).after()).isGreaterThan(2 * alarms(whole).before());
        assertThat(alarms(whole).groups()).isNotEmpty();
        for (JobScene other : List.of(failing, wider)) {
            assertThat(alarms(other)).isEqualTo(alarms(whole));
        }
        for (PublishedModel other : List.of(failed, wider.last())) {
            assertThat(other.version().session()).isEqualTo(2);
            assertThat(other.version().values()).isEqualTo(undisturbed.version().values());
            assertThat(other.version().totals().stepsHash()).isEqualTo(feed.hash());
        }
    }

    /** The savepoint of a run that is stopped when the loss has risen. */
    private String savedAfterTheAlarm(JobScene scene, TestStream feed) throws Exception {
        scene.send(feed);
        Faults.slowDown();
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            await().atMost(Patience.LONG).until(() -> alarms(scene).count() > 0);
            return run.job().stopWithSavepoint(directory);
        } finally {
            Faults.none();
        }
    }

    @Test
    void reproducibleRunsEndWithTheSameBitsOnOneTwoAndFourWorkersAndThroughAFailure() throws Exception {
        TestStream feed = TestStream.waves(30, 200, 400, 13).halfOpen();
        PublishedModel one = JobRun.toEnd(reproducible("lanes-1", 1), feed, directory);
        PublishedModel two = JobRun.toEnd(reproducible("lanes-2", 2), feed, directory);
        PublishedModel four = JobRun.toEnd(reproducible("lanes-4", 4), feed, directory);
        PublishedModel failed =
                JobRun.throughFailure(reproducible("lanes-failed", 2), feed, directory, JobRun.Site.TRAINER);

        assertThat(failed.version().session()).isEqualTo(2);
        for (PublishedModel other : List.of(two, four, failed)) {
            assertThat(other.version().values()).isEqualTo(one.version().values());
            assertThat(other.version().totals()).isEqualTo(one.version().totals());
        }
        assertThat(one.version().totals().stepsHash()).isEqualTo(feed.hash());
    }

    /** Where no partition is silent, it makes no difference that one might be. */
    @Test
    void aLiveJobPublishesTheVersionsOfAJobThatEnds() throws Exception {
        TestStream feed = TestStream.waves(20, 60, 90, 14);
        String sync = ROUNDS + "batch: {size: 4}\n";
        JobScene ending = new JobScene(BROKER.get(), "ending", 2, directory, sync);
        JobRun.toEnd(ending, feed, directory);
        Map<Long, float[]> expected = new HashMap<>();
        ending.published()
                .forEach(model ->
                        expected.put(model.version().version(), model.version().values()));
        JobScene live = patient(JobScene.eachVersion(BROKER.get(), "endless", 2, directory, sync));
        live.send(feed);

        int compared = 0;
        try (JobRun run = JobRun.start(live, directory, JobRun.Site.TRAINER);
                ModelFollower models = live.follow()) {
            await().atMost(Patience.LONG).until(() -> models.newest() >= ROUNDS_COMPARED);
            assertThat(run.job().ended()).isFalse();
        }
        for (PublishedModel model : live.published()) {
            float[] values = expected.get(model.version().version());
            if (values != null && model.version().version() <= ROUNDS_COMPARED) {
                assertThat(model.version().values())
                        .as("version %d", model.version().version())
                        .isEqualTo(values);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(1);
    }

    /** No partition is declared silent, however slow the machine is. */
    private static JobScene patient(JobScene scene) {
        String json = scene.config().toJson().replaceFirst("\"idle_timeout\":\"[^\"]*\"", "\"idle_timeout\":\"10m\"");
        return JobScene.of(BROKER.get(), JobConfig.parse(json));
    }

    /** As the last report of progress says. */
    private static DriftAlarms alarms(JobScene scene) {
        DriftAlarms[] last = {DriftAlarms.NONE};
        ProgressLog.read(scene.config().kafka(), Duration.ofSeconds(20), report -> last[0] = report.drift());
        return last[0];
    }

    private JobScene drifting(String name, int workers) {
        return new JobScene(BROKER.get(), name, workers, directory, DRIFTING).seeingTimes();
    }

    private JobScene reproducible(String name, int workers) {
        return new JobScene(BROKER.get(), name, workers, directory, REPRODUCIBLE).dropping(0.4);
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-5f); // float32 sums in another order over some thirty updates
    }
}
