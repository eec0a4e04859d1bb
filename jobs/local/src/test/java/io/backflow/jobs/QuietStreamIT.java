package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream of which nothing more comes after the job was started again. */
@Timeout(600)
class QuietStreamIT {

    private static final String ROUNDS = "sync: {type: synchronous, round: 8s}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /** One partition holds back the time of all until it may be called silent, which is after the second start. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatAPartitionHasReadBeforeASavepointIsTrainedThoughItBringsNothingMore(int workers) throws Exception {
        TestStream stream = TestStream.waves(12, 40, 60, 31).halfOpen();
        Step slow = stream.steps().get(0);
        JobScene scene = JobScene.eachVersion(BROKER.get(), "quiet-" + workers, workers, directory, ROUNDS);
        String savepoint;
        try (JobRun run = JobRun.start(scene.silentAfter(Duration.ofHours(1)), directory, JobRun.Site.TRAINER)) {
            scene.send(new TestStream(List.of(slow)).moved("slow", 0), step -> 1);
            scene.send(stream, step -> 0);
            await().atMost(Patience.LONG)
                    .until(
                            () -> read(scene),
                            offsets -> offsets == 1 + stream.steps().size());
            savepoint = run.job().stopWithSavepoint(directory);
        }
        assertThat(scene.published())
                .allSatisfy(
                        model -> assertThat(model.version().totals().steps()).isZero());

        try (JobRun run = JobRun.start(
                        scene.silentAfter(Duration.ofSeconds(1)).resuming(savepoint), directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            long due = stream.trainedBeforeTheNewestRound(8, 8);
            await().atMost(Patience.LONG).until(() -> models.totals().steps() == due);
        }
    }

    /** How many records a checkpoint has found read. */
    private static long read(JobScene scene) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.get().bootstrapServers()))) {
            return admin
                    .listConsumerGroupOffsets(scene.config().kafka().groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset == null ? 0 : offset.offset())
                    .sum();
        }
    }
}
