package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.kafka.ProgressLog;
import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SynchronousTrainingIT {

    private static final String ROUNDS = """
        sync: {type: synchronous, send: gradient, round: 8s, staleness: 0}
        optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
        """;

    private static final String DRIFTING = ROUNDS.replace("8s", "3s")
            + "server: {shards: 2}\ndrift: {reaction: {type: raise_rate, factor: 2, steps: 10}}\n";

    private static final String REPRODUCIBLE =
            ROUNDS.replace("staleness: 0", "reproducible: true") + "batch: {size: 4}\n";

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

    /** The truth turns into its opposite on the way: the loss rises, and the server learns faster for a while. */
    @Test
    void aRunWithAFailureEndsWithTheSameBitsAsOneWithout() throws Exception {
        TestStream feed = TestStream.waves(30, 400, 900, 12).reversedFrom(550);
        JobScene whole = new JobScene(BROKER.get(), "undisturbed", 2, directory, DRIFTING);
        PublishedModel undisturbed = JobRun.toEnd(whole, feed, directory);

        JobScene scene = new JobScene(BROKER.get(), "disturbed", 2, directory, DRIFTING);
        PublishedModel disturbed = JobRun.throughFailure(scene, feed, directory, JobRun.Site.TRAINER);

        assertThat(alarms(scene)).isEqualTo(alarms(whole));
        assertThat(alarms(scene).count()).isEqualTo(1);
        assertThat(alarms(scene).after()).isGreaterThan(2 * alarms(scene).before());

        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
        assertThat(disturbed.version().totals().stepsHash()).isEqualTo(feed.hash());
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

    /** As the last report of progress says. */
    private static DriftAlarms alarms(JobScene scene) {
        DriftAlarms[] last = {DriftAlarms.NONE};
        ProgressLog.read(scene.config().kafka(), Duration.ofSeconds(20), report -> last[0] = report.drift());
        return last[0];
    }

    private JobScene reproducible(String name, int workers) {
        return new JobScene(BROKER.get(), name, workers, directory, REPRODUCIBLE).dropping(0.4);
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-5f); // float32 sums in another order over some thirty updates
    }
}
