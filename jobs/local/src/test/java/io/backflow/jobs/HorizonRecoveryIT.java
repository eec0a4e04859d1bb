package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a horizon keeps of a sequence, what is kept to be replayed, and the statistics of all sequences survive a
 * failure, bit for bit, and so does what dropout drops of it; the last horizon is that of linear recurrent units.
 */
@Timeout(600)
class HorizonRecoveryIT {

    private static final String ROUNDS = """
        sync: {type: synchronous, send: gradient, round: 8s, staleness: 0}
        optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
        horizon: %s
        """;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: truncated, every: 8, back: 20}",
                "{type: truncated, every: 8, back: 20}\nbatch: {replay: {windows: 3, kept: 5}}\nnormalization: global",
                "{type: full, every: 8, max_steps: 100}",
                "{type: online, method: rtrl}",
                "{type: online, method: snap1}"
            })
    void aRunWithAFailureEndsWithTheSameBitsAsOneWithout(String horizon) throws Exception {
        TestStream feed = TestStream.waves(30, 100, 200, 31);
        String name = "h" + Integer.toHexString(horizon.hashCode());
        PublishedModel undisturbed = JobRun.toEnd(scene(name + "-calm", horizon), feed, directory);
        PublishedModel disturbed =
                JobRun.throughFailure(scene(name + "-hit", horizon), feed, directory, JobRun.Site.TRAINER);

        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().totals().stepsHash()).isEqualTo(feed.hash());
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
    }

    private JobScene scene(String name, String horizon) {
        JobScene scene = new JobScene(BROKER.get(), name, 2, directory, ROUNDS.formatted(horizon)).dropping(0.4);
        return horizon.contains("snap1") ? scene.linear() : scene;
    }
}
