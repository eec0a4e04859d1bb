package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.DeviceStream.Run;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequence IDs and step numbers that are used again. */
@Tag("nightly")
@Timeout(600)
class EpisodesIT {

    private static final String SYNCHRONOUS = "sync: {type: synchronous, send: gradient, round: 20s}\n";
    private static final String ASYNCHRONOUS = "sync: {type: asynchronous}\n";
    private static final String OPTIMIZER =
            "optimizer: {rule: adam, learning_rate: 0.01}\nbatch: {size: 8, linger: 5ms}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private JobMetrics metrics = new JobMetrics();

    @ParameterizedTest
    @ValueSource(strings = {SYNCHRONOUS, ASYNCHRONOUS})
    void devicesThatRebootAndCountFromZeroLoseNoStep(String sync) throws Exception {
        TestStream once = new DeviceStream()
                .add("reboots", Run.of(600, 0))
                .add("reboots", Run.of(800, 600))
                .add("reboots-again-and-again", Run.of(200, 0))
                .add("reboots-again-and-again", Run.of(3, 200))
                .add("reboots-again-and-again", Run.of(1, 203))
                .add("reboots-again-and-again", Run.of(300, 204))
                .add("loses-its-first-steps", Run.of(100, 0))
                .add("loses-its-first-steps", Run.of(100, 130).from(5))
                .add("does-not", Run.of(1000, 0))
                .inOrder();
        List<Step> repeated = repeated(once.steps());
        String name = "reboot-" + Integer.toHexString(sync.hashCode());

        TrainingTotals totals = train(name, sync, new TestStream(repeated));

        assertThat(totals.steps()).isEqualTo(once.steps().size());
        assertThat(totals.stepsHash()).isEqualTo(once.hash());
        assertThat(metrics.count("numStatesResetRestart")).isEqualTo(1 + 3 + 1);
        assertThat(metrics.count("numStepsDuplicate"))
                .isEqualTo(repeated.size() - once.steps().size());
        assertNothingLost();
    }

    /** How an episode ends before its ID is used again. */
    enum Reuse {
        END_OF_SEQUENCE("", 0, true),
        TIME_TO_LIVE("sequence: {time_to_live: 60s}\n", 80, false),
        SESSION_GAP("sequence: {session_gap: 30s}\n", 80, false),
        SESSION_GAP_AND_TIME_TO_LIVE("sequence: {session_gap: 30s, time_to_live: 60s}\n", 80, false),
        END_AND_TIME_TO_LIVE("sequence: {time_to_live: 60s}\n", 80, true);

        private final String settings;
        private final int pause;
        private final boolean ends;

        Reuse(String settings, int pause, boolean ends) {
            this.settings = settings;
            this.pause = pause;
            this.ends = ends;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdIsUsedAgainWhetherTimersFireEarlyOrLate(Reuse reuse) throws Exception {
        DeviceStream stream = new DeviceStream();
        for (int device = 0; device < 20; device++) {
            for (int episode = 0; episode < 3; episode++) {
                Run run = Run.of(10, 7 * device + episode * (10L + reuse.pause));
                stream.add("device-" + device, reuse.ends ? run.ending() : run);
            }
        }
        TestStream feed = stream.inOrder();

        List<Long> windows = new ArrayList<>();
        for (String watermarks : List.of("1ms", "1h")) {
            for (String sync : List.of(ASYNCHRONOUS, SYNCHRONOUS)) {
                String name = "reuse-" + reuse + "-" + watermarks + "-" + Integer.toHexString(sync.hashCode());
                TrainingTotals totals = train(name, sync + reuse.settings, feed, watermarks);
                assertThat(totals.steps()).as(name).isEqualTo(600);
                assertThat(totals.stepsHash()).as(name).isEqualTo(feed.hash());
                assertNothingLost();
                windows.add(totals.windows());
            }
        }
        assertThat(windows).as("in each episode one of 8 steps and one of 2").containsOnly(120L);
    }

    @ParameterizedTest
    @CsvSource({"false, after_end", "true, late"})
    void whatComesTooLateIsADeadLetterWithItsReason(boolean gap, String reason) throws Exception {
        TestStream before = new DeviceStream()
                .add("device", Run.of(100, 1_000_000))
                .add("device", Run.of(100, 1_000_101).from(100 + (gap ? 20 : 0)))
                .inOrder();
        TestStream after = new DeviceStream()
                .add("device", gap ? Run.of(20, 1_000_101).from(100) : Run.of(20, 12))
                .inOrder();
        List<Step> steps = new ArrayList<>(before.steps());
        steps.addAll(after.steps());

        TrainingTotals totals = train("late-" + reason, ASYNCHRONOUS, new TestStream(steps));

        assertThat(totals.stepsHash()).isEqualTo(before.hash());
        assertThat(metrics.count(gap ? "numStepsLate" : "numStepsAfterEnd")).isEqualTo(20);
        assertThat(metrics.count(gap ? "numStepsAfterEnd" : "numStepsLate")).isZero();
        assertThat(RawSteps.reasons(BROKER.get().bootstrapServers(), "late-" + reason + "-dead"))
                .hasSize(20)
                .containsOnly(reason);
    }

    /** Every 50th step is sent again, some steps later. */
    private static List<Step> repeated(List<Step> steps) {
        List<Step> repeated = new ArrayList<>(steps);
        for (int i = 0; i < steps.size() - 100; i += 50) {
            repeated.add(repeated.indexOf(steps.get(i)) + 1 + i % 90, steps.get(i));
        }
        return repeated;
    }

    private void assertNothingLost() {
        assertThat(List.of(
                        metrics.count("numStepsLate"),
                        metrics.count("numStepsAfterEnd"),
                        metrics.count("numStepsMissing"),
                        metrics.count("numStepsImputed"),
                        metrics.count("numStatesResetGap")))
                .containsOnly(0L);
    }

    private TrainingTotals train(String name, String settings, TestStream stream) throws Exception {
        return train(name, settings, stream, "200ms");
    }

    /** @param watermarks how often event time advances where there are no rounds */
    private TrainingTotals train(String name, String settings, TestStream stream, String watermarks) throws Exception {
        metrics = new JobMetrics();
        JobScene scene = metrics.of(new JobScene(BROKER.get(), name, 2, directory, settings + OPTIMIZER))
                .with(Map.of("pipeline.auto-watermark-interval", watermarks));
        scene.send(stream);
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
            metrics.read();
        }
        return scene.last().version().totals();
    }
}
