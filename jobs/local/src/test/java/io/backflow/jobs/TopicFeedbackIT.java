package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers that follow the topic {@code parameters} instead of a task beside them. */
@Timeout(600)
class TopicFeedbackIT {

    private static final String OPTIMIZER =
            "optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}\n";
    private static final String ROUNDS = "sync: {type: synchronous, send: gradient, round: 8s}\n" + OPTIMIZER;
    private static final String TOPIC = "server: {shards: 3, feedback: topic}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /** The run left behind has published further than the checkpoint that its successor starts from. */
    @Test
    void synchronousRoundsEndWithTheSameBitsAsCoLocatedOnesThroughAFailure() throws Exception {
        TestStream feed = TestStream.waves(30, 200, 450, 31);
        JobScene beside = new JobScene(BROKER.get(), "beside", 2, directory, ROUNDS);
        PublishedModel coLocated = JobRun.toEnd(beside, feed, directory);

        JobScene scene = new JobScene(BROKER.get(), "followed", 2, directory, ROUNDS + TOPIC);
        PublishedModel followed = JobRun.throughFailure(scene, feed, directory, JobRun.Site.TRAINER);

        assertThat(followed.version().session()).isEqualTo(2);
        assertThat(followed.version().values()).isEqualTo(coLocated.version().values());
        assertThat(followed.version().totals().stepsHash()).isEqualTo(feed.hash());
    }

    @ParameterizedTest(name = "{0} in the {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {type: asynchronous, send: delta}               | TRAINER
            {type: asynchronous, send: gradient}            | SERVER
            """)
    void afterAFailureEveryStepCountsOnce(String sync, JobRun.Site site) throws Exception {
        TestStream feed = TestStream.waves(40, 200, 400, 32);
        String name = "followed-" + Integer.toHexString((sync + site).hashCode());
        JobScene scene = new JobScene(
                BROKER.get(),
                name,
                2,
                directory,
                "sync: " + sync + "\nbatch: {size: 8, linger: 5ms}\n" + OPTIMIZER + TOPIC);

        PublishedModel last = JobRun.throughFailure(scene, feed, directory, site);

        assertThat(last.version().session()).isEqualTo(2);
        assertThat(last.version().totals().steps()).isEqualTo(feed.steps().size());
        assertThat(last.version().totals().stepsHash()).isEqualTo(feed.hash());
    }
}
