package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.DeviceStream.Run;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams with a gap between any two steps, or in each window: all is trained, counted, and warned of. */
@Timeout(600)
class GapsIT {

    private static final int DEVICES = 4;
    private static final int STEPS = 200;
    private static final int WORKERS = 2;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private final JobMetrics metrics = new JobMetrics();
    private List<String> warnings = List.of();

    @ParameterizedTest
    @ValueSource(strings = {"reset", "carry", "impute"})
    void stepNumbersInStridesAreCountedAndWarnedOf(String gap) throws Exception {
        DeviceStream stream = new DeviceStream();
        for (int device = 0; device < DEVICES; device++) {
            stream.add("device-" + device, Run.of(STEPS, 3L * device).by(10));
        }

        TrainingTotals totals = train("strides-" + gap, gap, stream.inOrder());

        long gaps = DEVICES * (STEPS - 1);
        assertThat(totals.steps()).isEqualTo(DEVICES * STEPS);
        assertThat(metrics.count("numGapsDeclared")).isEqualTo(gaps);
        assertThat(metrics.count("numStepsMissing")).isEqualTo(9 * gaps);
        assertThat(metrics.count("numStatesResetGap")).isEqualTo(gap.equals("reset") ? gaps : 0);
        assertThat(metrics.count("numWindowsCutShortGap")).isEqualTo(gap.equals("reset") ? gaps : 0);
        assertThat(metrics.count("numStepsImputed")).isEqualTo(gap.equals("impute") ? 9 * gaps : 0);
        assertThat(warnings)
                .as("of each worker that has a sequence, one")
                .hasSizeBetween(1, WORKERS)
                .allMatch(warning -> warning.contains(" go up by 10") && warning.contains("numStepsMissing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "impute"})
    void aRejectedValueInEveryFifthStepIsSeenInTheWindows(String gap) throws Exception {
        DeviceStream stream = new DeviceStream();
        for (int device = 0; device < DEVICES; device++) {
            stream.add("device-" + device, Run.of(STEPS, 3L * device));
        }
        TestStream feed = new TestStream(stream.inOrder().steps().stream()
                .map(step -> step.step() % 5 == 3 ? withNaN(step) : step)
                .toList());

        TrainingTotals totals = train("nan-" + gap, gap, feed);

        long bad = DEVICES * STEPS / 5;
        assertThat(totals.steps()).isEqualTo(4 * bad);
        assertThat(RawSteps.reasons(BROKER.get().bootstrapServers(), "nan-" + gap + "-dead"))
                .hasSize((int) bad)
                .containsOnly("features");
        assertThat(metrics.count("numRecordsRejected")).isEqualTo(bad);
        assertThat(metrics.count("numGapsDeclared")).isEqualTo(bad);
        assertThat(metrics.count("numStepsMissing")).isEqualTo(bad);
        assertThat(metrics.count("numWindowsCutShortGap")).isEqualTo(gap.equals("reset") ? bad : 0);
        assertThat(metrics.count("numStepsImputed")).isEqualTo(gap.equals("impute") ? bad : 0);
        if (gap.equals("reset")) {
            assertThat(warnings).hasSizeBetween(1, WORKERS).allMatch(warning -> warning.contains("1 of every 5 steps"));
        } else {
            assertThat(warnings).as("no window is cut").isEmpty();
        }
    }

    @Test
    void aStreamWithoutGapsIsNotWarnedOf() throws Exception {
        TestStream feed = TestStream.waves(20, 20, 60, 7);

        TrainingTotals totals = train("no-gaps", "reset", feed);

        assertThat(totals.stepsHash()).isEqualTo(feed.hash());
        assertThat(metrics.count("numGapsDeclared")).isZero();
        assertThat(warnings).isEmpty();
    }

    private static Step withNaN(Step step) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                new float[] {Float.NaN, 0},
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    private TrainingTotals train(String name, String gap, TestStream stream) throws Exception {
        JobScene scene = metrics.of(new JobScene(BROKER.get(), name, WORKERS, directory, """
                sync: {type: synchronous, send: gradient, round: 20s}
                optimizer: {rule: adam, learning_rate: 0.01}
                sequence: {reorder: {gap: %s}}
                """.formatted(gap)));
        scene.send(stream);
        try (CapturedLog log = CapturedLog.of(Level.WARN, "io.backflow.jobs.trainer", "org.apache.flink.streaming");
                JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
            metrics.read();
            warnings = log.lines().stream()
                    .filter(line -> line.contains("sequence device-") || line.contains("sequence wave-"))
                    .toList();
        }
        return scene.last().version().totals();
    }
}
