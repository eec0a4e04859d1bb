package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every combination goes on under a checkpoint every 50 ms while one sequence has half the traffic, one partition is
 * silent, another one is so for a while and then delivers what is old, and one worker is slow. All workers read; of
 * four, one has no partition. {@code -Dbackflow.hang-seconds=600} makes it the long version.
 */
class NoHangIT {

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("backflow.hang-seconds", 4));

    /** Beyond it nobody waits on something slow: it hangs. A busy machine makes a checkpoint take seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2 | {type: synchronous, send: gradient, round: 8s}
        4 | {type: synchronous, send: gradient, round: 8s}
        2 | {type: synchronous, send: delta, round: 8s, staleness: 2}
        2 | {type: asynchronous, send: gradient, staleness: 2}
        2 | {type: asynchronous, send: delta}
        """)
    void versionsKeepComing(int workers, String sync) throws Exception {
        String name = "live-" + workers + "-" + Integer.toHexString(sync.hashCode());
        JobScene scene = JobScene.live(BROKER.get(), name, workers, directory, """
            sync: %s
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            """.formatted(sync));
        Faults.slowDown(1);
        try (LiveStream feed = LiveStream.pausing(BROKER.get().bootstrapServers(), name + "-in", 40);
                JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            await().atMost(PATIENCE).until(() -> models.newest() > 0);
            long end = System.nanoTime() + LENGTH.toNanos();
            do {
                long version = models.newest();
                long checkpoints = run.job().checkpoints();
                await().atMost(PATIENCE)
                        .until(() -> models.newest() > version && run.job().checkpoints() > checkpoints);
            } while (System.nanoTime() < end);
            assertThat(models.session()).as("sessions: nothing failed").isEqualTo(1);
            System.out.printf(
                    "%d workers, %s: %d versions and %d checkpoints in %d s, none after more than %d s%n",
                    workers, sync, models.newest(), run.job().checkpoints(), LENGTH.toSeconds(), PATIENCE.toSeconds());
        }
    }
}
