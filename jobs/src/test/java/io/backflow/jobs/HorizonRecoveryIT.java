package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.kafka.PublishedModel;
import io.backflow.jobs.local.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a horizon keeps of a sequence survives a failure, bit for bit. */
@Timeout(180)
class HorizonRecoveryIT {

    private static final String ROUNDS = """
            sync: {type: synchronous, send: gradient, round: 8s, staleness: 0}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            horizon: %s
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: truncated, every: 8, back: 20}",
                "{type: full, every: 8, max_steps: 100}",
                "{type: online, method: rtrl}",
                "{type: online, method: snap1}"
            })
    void aRunWithAFailureEndsWithTheSameBitsAsOneWithout(String horizon) throws Exception {
        Feed feed = Feed.waves(30, 200, 400, 31);
        String name = "h" + Integer.toHexString(horizon.hashCode());
        PublishedModel undisturbed = run(name + "-calm", feed, horizon, false);
        PublishedModel disturbed = run(name + "-hit", feed, horizon, true);

        assertThat(Faults.struck()).isTrue();
        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().tally().stepsHash()).isEqualTo(feed.hash());
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
    }

    private PublishedModel run(String name, Feed feed, String horizon, boolean failing) throws Exception {
        Scene scene = new Scene(broker, name, 2, directory, ROUNDS.formatted(horizon));
        scene.send(feed);
        if (failing) {
            Faults.expect();
        }
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            if (failing) {
                run.failOnceAndEnd(scene);
            } else {
                run.job().await();
            }
        }
        return scene.last();
    }
}
