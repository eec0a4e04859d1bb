package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.model.MinibatchRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final List<Step> FEED = Waves.of(12, 60, 5);
    private static final String STILL =
            "{type: asynchronous, send: gradient}\noptimizer: {rule: sgd," + " learning_rate: 1e-30}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: synchronous, send: gradient, round: 8s}",
                "{type: synchronous, send: delta, round: 8s}",
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta}"
            })
    void windowsAreReplayedAndEachStepIsStillCountedOnce(String sync) throws Exception {
        Outcome without = run(config("sync: " + sync, "null"), FEED);
        Outcome with = run(config("sync: " + sync, "{windows: 2, kept: 4}"), FEED);

        assertThat(with.counts.replayed()).isGreaterThan(with.server.totals().windows());
        assertThat(with.counts.refused()).isZero();
        assertThat(with.server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(with.server.totals().steps()).isEqualTo(FEED.size());
        assertThat(with.server.totals().windows())
                .isEqualTo(without.server.totals().windows());
        assertThat(with.server.values()).isNotEqualTo(without.server.values());
        assertThat(without.counts.replayed() + without.counts.kept()).isZero();
    }

    /** Parameters that do not move: what is scored is what would be scored without replay. */
    @Test
    void noReplayedWindowIsScoredAndNoPredictionIsAnother() throws Exception {
        Outcome without = run(config("sync: " + STILL, "null"), FEED);
        Outcome with = run(config("sync: " + STILL, "{windows: 3, kept: 8}"), FEED);

        assertThat(with.counts.replayed()).isPositive();
        assertThat(with.scored).hasSize(FEED.size());
        for (int i = 0; i < FEED.size(); i++) {
            PrequentialPrediction expected = without.scored.get(i);
            PrequentialPrediction scored = with.scored.get(i);
            assertThat(scored.sequenceId()).isEqualTo(expected.sequenceId());
            assertThat(scored.step()).isEqualTo(expected.step());
            assertThat(scored.baselineLoss()).isEqualTo(expected.baselineLoss());
            assertThat(scored.loss()).isCloseTo(expected.loss(), within(1e-5f)); // products of other shapes
        }
    }

    /** What is kept are the steps that the window ran over and the state that it started from. */
    @Test
    void aWindowIsKeptWithAllStepsThatItRanOver() throws Exception {
        List<Step> feed = wave(14);
        JobConfig config = JobConfig.parse(config("sync: " + STILL, "{windows: 1, kept: 9}")
                .toJson()
                .replace("\"every\":4,\"back\":4", "\"every\":2,\"back\":6"));
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            feed(worker, feed);

            MemoryWindows.Saved kept = worker.keptWindows().saved().get("wave");
            assertThat(kept.reservoir().kept()).isEqualTo(7);
            MinibatchRow third = kept.windows().get(2);
            MinibatchRow fourth = kept.windows().get(3);
            assertThat(third.steps()).isEqualTo(6);
            assertThat(third.state()).as("the beginning").containsOnly(0f);
            assertThat(fourth.inputs()).containsExactly(flat(feed.subList(2, 8)));
            assertThat(fourth.state()).doesNotContain(0f);
            assertThat(fourth.weights()).containsOnly(1f);
        }
    }

    @Test
    void aWindowWithoutAnythingToLearnIsNotKept() throws Exception {
        JobConfig config = config("sync: " + STILL, "{windows: 1, kept: 9}");
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            feed(worker, Waves.weighted(Waves.of(3, 20, 1), sequence -> 0));

            assertThat(worker.keptWindows().saved()).isEmpty();
        }
    }

    @Test
    void aResetForgetsTheWindowsUpToThere() throws Exception {
        JobConfig config = config("sync: " + STILL, "{windows: 1, kept: 9}");
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            feed(worker, wave(12));
            assertThat(worker.keptWindows().saved()).hasSize(1);

            worker.worker().reset("wave");
            worker.advance();

            assertThat(worker.keptWindows().saved()).isEmpty();
        }
    }

    @Test
    void whatIsKeptOfASequenceEndsWithItsTimeToLive() throws Exception {
        JobConfig config = config("sequence: {time_to_live: 20s}\nsync: " + STILL, "{windows: 1, kept: 9}");
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            feed(worker, wave(12));
            worker.watermark(60_000);

            assertThat(worker.states()).isEmpty();
            assertThat(worker.keptWindows().saved()).isEmpty();
        }
    }

    /** The first window of a sequence that lives again, while windows of its former life wait, is replayed alone. */
    @Test
    void noWindowOfAFormerLifeIsReplayedInTheNext() throws Exception {
        JobConfig config = config(
                "sequence: {time_to_live: 20s}\nsync: {type: synchronous, send: gradient, round: 100s}",
                "{windows: 1, kept: 9}");
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            List<Step> again = wave(12).stream()
                    .map(step -> new Step("wave", step.step(), step.eventTime() + 50_000, step.features()))
                    .toList();
            for (Step step : wave(12)) {
                worker.take(step);
            }
            for (Step step : again) {
                worker.take(step);
            }
            worker.watermark(100_000);

            assertThat(worker.worker().replayed().replayed())
                    .as("two of three windows, twice")
                    .isEqualTo(2);
            assertThat(worker.keptWindows().saved()).isEmpty();
        }
    }

    /** What a run came to. */
    private record Outcome(MemoryServer server, ReplayCounts counts, List<PrequentialPrediction> scored) {}

    private static Outcome run(JobConfig config, List<Step> feed) throws Exception {
        MemoryServer server = new MemoryServer(config, 1);
        List<PrequentialPrediction> scored = new ArrayList<>();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.listenTo(scored::add);
            for (Step step : feed) {
                worker.take(step);
                worker.watermark(step.eventTime() - 1);
            }
            worker.end();
            server.settle();
            return new Outcome(server, worker.worker().replayed(), scored);
        }
    }

    private static void feed(MemoryWorker worker, List<Step> feed) throws Exception {
        for (Step step : feed) {
            worker.take(step);
        }
    }

    private static List<Step> wave(int steps) {
        return IntStream.range(0, steps)
                .mapToObj(t -> new Step(
                        "wave",
                        t,
                        1000L * t,
                        new float[] {(float) Math.sin(t), 1f},
                        Step.NONE,
                        new float[] {(float) Math.sin(t + 1)},
                        Step.NONE,
                        1f,
                        false))
                .toList();
    }

    private static float[] flat(List<Step> steps) {
        float[] features = new float[2 * steps.size()];
        for (int t = 0; t < steps.size(); t++) {
            System.arraycopy(steps.get(t).features(), 0, features, 2 * t, 2);
        }
        return features;
    }

    private static JobConfig config(String more, String replay) {
        JobConfig config = Setting.of(1, more);
        return JobConfig.parse(config.toJson().replace("\"batch\":{", "\"batch\":{\"replay\":" + replay + ","));
    }
}
