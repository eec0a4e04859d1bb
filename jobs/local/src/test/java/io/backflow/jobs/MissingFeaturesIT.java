package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Streams with missing values, in units of their own, through a whole job. */
@Timeout(600)
class MissingFeaturesIT {

    private static final String ROUNDS = """
            sync: {type: synchronous, send: gradient, round: 8s}
            target: {type: next, columns: [0]}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            batch: {size: 8, linger: 5ms}
            forecast: {type: arrival, linger: 1ms, batch: 64}
            """;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /** What is known of a sequence's features is restored with its state. */
    @Test
    void aFailureChangesNoBit() throws Exception {
        TestStream feed = withHoles(TestStream.waves(30, 200, 400, 51));
        PublishedModel undisturbed = JobRun.toEnd(scene("holes-calm"), feed, directory);
        PublishedModel disturbed = JobRun.throughFailure(scene("holes-hit"), feed, directory, JobRun.Site.TRAINER);

        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().totals().stepsHash()).isEqualTo(feed.hash());
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
        TrainingTotals totals = disturbed.version().totals();
        assertThat(totals.lossSum() / totals.weightSum())
                .as("mean loss in the units of each sequence, whose variance is 1")
                .isLessThan(0.7);
    }

    private JobScene scene(String name) {
        return new JobScene(BROKER.get(), name, 2, directory, ROUNDS).withMissingFeatures();
    }

    /** A fifth of the values is missing; each sequence has a level and a size of its own. */
    private static TestStream withHoles(TestStream whole) {
        Random random = new Random(52);
        return new TestStream(whole.steps().stream()
                .map(step -> new Step(
                        step.sequenceId(),
                        step.step(),
                        step.eventTime(),
                        new float[] {
                            random.nextInt(5) == 0 ? Float.NaN : moved(step.sequenceId(), step.features()[0]),
                            random.nextInt(5) == 0 ? Float.NaN : moved(step.sequenceId(), step.features()[1])
                        },
                        step.token(),
                        step.target(),
                        step.label(),
                        step.weight(),
                        step.endOfSequence()))
                .toList());
    }

    private static float moved(String sequence, float value) {
        return 1000f * (sequence.hashCode() % 10) + 50f * value;
    }
}
