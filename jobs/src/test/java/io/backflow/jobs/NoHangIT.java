package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.kafka.PublishedModel;
import io.backflow.jobs.local.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every combination goes on under a checkpoint every 50 ms while one sequence has half the traffic, one partition is
 * silent and one worker is slow. {@code -Dbackflow.hang-seconds=600} makes it the long version.
 */
class NoHangIT {

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("backflow.hang-seconds", 4));

    /** A second until the silent partition is declared so, and the machine's own pauses. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 8s}",
                "{type: synchronous, send: delta, round: 8s, staleness: 2}",
                "{type: asynchronous, send: gradient, staleness: 2}",
                "{type: asynchronous, send: delta}"
            })
    void versionsKeepComing(String sync) throws Exception {
        String name = "live-" + Integer.toHexString(sync.hashCode());
        Scene scene = Scene.live(broker, name, 2, directory, """
                sync: %s
                optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
                """.formatted(sync));
        Faults.slowDown(1);
        try (LiveFeed feed = LiveFeed.start(broker.bootstrapServers(), name + "-in", 40);
                JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            await().atMost(PATIENCE).until(() -> newest(scene) > 0);
            long end = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < end) {
                long before = newest(scene);
                await().atMost(PATIENCE).until(() -> newest(scene) > before);
            }
            assertThat(run.job().checkpoints()).isPositive();
            List<PublishedModel> models = scene.published();
            assertThat(models.get(models.size() - 1).version().session())
                    .as("sessions: nothing failed")
                    .isEqualTo(1);
        }
    }

    private static long newest(Scene scene) {
        List<PublishedModel> models = scene.published();
        return models.isEmpty() ? 0 : models.get(models.size() - 1).version().version();
    }
}
