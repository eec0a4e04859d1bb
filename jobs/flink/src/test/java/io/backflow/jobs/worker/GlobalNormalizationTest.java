package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moving statistics of the features of all sequences, from the worker to the parameters and back. */
class GlobalNormalizationTest {

    private static final List<Step> FEED =
            Waves.of(12, 60, 5).stream().map(GlobalNormalizationTest::inUnits).toList();

    private static final String ROUNDS = "{type: synchronous, send: gradient, round: 8s}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                ROUNDS,
                "{type: synchronous, send: delta, round: 8s}",
                "{type: asynchronous, send: gradient}",
                "{type: asynchronous, send: delta}"
            })
    void theParametersHoldMeanAndVarianceOfEachStepOnce(String sync) throws Exception {
        JobConfig config = config(sync, "batch: {size: 3, replay: {windows: 2, kept: 3}}");

        MemoryServer server = run(config, FEED, new ArrayList<>());

        float[] values = server.values();
        int from = ParameterLayout.of(config.model()).learnt();
        assertThat(values).hasSize(from + 8);
        for (int i = 0; i < 2; i++) {
            int feature = i;
            double mean = FEED.stream()
                    .mapToDouble(step -> step.features()[feature])
                    .average()
                    .orElseThrow();
            double variance = FEED.stream()
                    .mapToDouble(step -> Math.pow(step.features()[feature] - mean, 2))
                    .average()
                    .orElseThrow();
            assertThat((double) values[from + i] + values[from + 2 + i]).isCloseTo(mean, within(1e-4));
            assertThat((double) values[from + 4 + i]).isCloseTo(variance, within(1e-3 * variance));
            assertThat(values[from + 6 + i]).isEqualTo(FEED.size());
        }
        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(server.save().stream().map(shard -> shard.version).distinct())
                .as("the version of all shards")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: truncated, every: 4, back: 8}",
                "{type: full, every: 4, max_steps: 100}",
                "{type: online, method: rtrl}"
            })
    void anyHorizonLearnsWithThem(String horizon) throws Exception {
        List<PrequentialPrediction> scored = new ArrayList<>();
        MemoryServer server = run(config(ROUNDS, "horizon: " + horizon), FEED, scored);

        int count = server.values().length - 1;
        assertThat(server.values()[count]).isEqualTo(FEED.size());
        assertThat(server.totals().updates()).isPositive();
        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(server.totals().lossSum()).isFinite();
    }

    /** Nothing is learnt in units that are not known; the first round says what they are. */
    @Test
    void whileNothingIsKnownNothingIsForecastOrLearnt() throws Exception {
        JobConfig config = config(ROUNDS, "target: {type: next, columns: [1]}");
        MemoryServer server = new MemoryServer(config, 1);
        List<PrequentialPrediction> scored = new ArrayList<>();
        float[] fresh = server.values();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.listenTo(scored::add);
            for (Step step : wave(0, 8)) {
                worker.take(step);
            }
            worker.watermark(7_999);
            server.settle();

            assertThat(scored).isNotEmpty().allSatisfy(prediction -> {
                assertThat(prediction.prediction()).containsOnly(Float.NaN);
                assertThat(prediction.loss()).isNaN();
            });
            assertThat(server.totals().weightSum()).isZero();
            assertThat(server.totals().updates()).isZero();
            int learnt = ParameterLayout.of(config.model()).learnt();
            assertThat(Arrays.copyOf(server.values(), learnt)).isEqualTo(Arrays.copyOf(fresh, learnt));
            assertThat(server.values()).isNotEqualTo(fresh);

            scored.clear();
            for (Step step : wave(8, 16)) {
                worker.take(step);
            }
            worker.watermark(15_999);
            server.settle();

            assertThat(scored).isNotEmpty().allSatisfy(prediction -> {
                assertThat(prediction.prediction()[0]).isBetween(50f, 150f);
                assertThat(prediction.loss()).isFinite();
            });
            assertThat(server.totals().updates()).isEqualTo(1);
        }
    }

    @Test
    void targetsThatTheStreamGivesTeachNothingBeforeThatEither() throws Exception {
        JobConfig config = config(ROUNDS, "batch: {size: 3, replay: {windows: 1, kept: 9}}");
        MemoryServer server = new MemoryServer(config, 1);
        float[] fresh = server.values();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            feed(worker, FEED, 0, 24_000); // the first round has no whole window
            server.settle();

            int learnt = ParameterLayout.of(config.model()).learnt();
            assertThat(Arrays.copyOf(server.values(), learnt)).isEqualTo(Arrays.copyOf(fresh, learnt));
            assertThat(server.values()).isNotEqualTo(fresh);
            assertThat(worker.keptWindows().saved()).isEmpty();
        }
    }

    /** A window is scaled by what was known before it: what comes later in it changes no forecast. */
    @Test
    void noForecastDependsOnWhatComesAfterIt() throws Exception {
        JobConfig config = config(ROUNDS, "target: {type: next, columns: [1]}");
        List<PrequentialPrediction> scored = predictions(config, wave(0, 24));
        List<Step> other = new ArrayList<>(wave(0, 22));
        other.add(step(22, 1e6f, -1e6f));
        other.add(step(23, -1e6f, 1e6f));
        List<PrequentialPrediction> otherScored = predictions(config, other);

        for (int t = 0; t < 22; t++) {
            assertThat(otherScored.get(t).prediction())
                    .as("step %d", t)
                    .isEqualTo(scored.get(t).prediction());
        }
        assertThat(otherScored.get(22).prediction()).isNotEqualTo(scored.get(22).prediction());
    }

    @Test
    void whatIsHeldOutDoesNotMoveThem() throws Exception {
        List<Step> held = Waves.weighted(FEED, sequence -> 0);
        JobConfig config = config(ROUNDS, "");
        MemoryServer server = run(config, held, new ArrayList<>());
        assertThat(server.values()).isEqualTo(new MemoryServer(config, 1).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, "{type: asynchronous, send: delta}"})
    void whileLearningIsPausedTheyDoNotMove(String sync) throws Exception {
        JobConfig config = config(sync, "");
        MemoryServer server = new MemoryServer(config, 1);
        float[] fresh = server.values();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.worker().learning().pause(true);
            for (Step step : FEED) {
                worker.take(step);
            }
            worker.end();
            server.settle();
        }
        assertThat(server.values()).isEqualTo(fresh);
        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void aRunThatIsSavedAndRestoredEndsWithTheSameBits(String send) throws Exception {
        JobConfig config = config("{type: synchronous, send: %s, round: 8s}".formatted(send), "");
        float[] through = run(config, FEED, new ArrayList<>()).values();

        MemoryServer first = new MemoryServer(config, 1);
        Map<String, SequenceState> states = new TreeMap<>();
        try (MemoryWorker worker = new MemoryWorker(config, first, 0, 1)) {
            feed(worker, FEED, 0, 30_000);
            worker.worker().barrier();
            first.settle();
            states.putAll(worker.states());
        }
        List<ShardState> saved = first.save();
        MemoryServer second = new MemoryServer(config, 1, saved);
        try (MemoryWorker worker = new MemoryWorker(config, second, 0, 1)) {
            worker.restore(states);
            feed(worker, FEED, 30_000, Long.MAX_VALUE);
            worker.end();
            second.settle();
        }
        assertThat(second.values()).isEqualTo(through);
    }

    private static List<PrequentialPrediction> predictions(JobConfig config, List<Step> steps) throws Exception {
        List<PrequentialPrediction> scored = new ArrayList<>();
        run(config, steps, scored);
        assertThat(scored).hasSize(steps.size());
        return scored;
    }

    private static MemoryServer run(JobConfig config, List<Step> feed, List<PrequentialPrediction> scored)
            throws Exception {
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.listenTo(scored::add);
            feed(worker, feed, 0, Long.MAX_VALUE);
            worker.end();
            server.settle();
        }
        return server;
    }

    /** The steps from time {@code from} to {@code to}, with the rounds that end up to there. */
    private static void feed(MemoryWorker worker, List<Step> feed, long from, long to) throws Exception {
        long round = from / 8000;
        for (Step step : feed) {
            if (step.eventTime() >= from && step.eventTime() < to) {
                if (step.eventTime() / 8000 > round) {
                    round = step.eventTime() / 8000;
                    worker.watermark(round * 8000 - 1);
                }
                worker.take(step);
            }
        }
    }

    /** Features far from 0 and 1. */
    private static Step inUnits(Step step) {
        float[] features = {300 + step.features()[0], 1e-3f * step.features()[1]};
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                features,
                Step.NONE,
                step.target(),
                Step.NONE,
                1f,
                step.endOfSequence());
    }

    private static List<Step> wave(int from, int to) {
        List<Step> steps = new ArrayList<>();
        for (int t = from; t < to; t++) {
            steps.add(step(t, (float) Math.sin(t), 100 + 5 * (float) Math.cos(t)));
        }
        return steps;
    }

    private static Step step(int t, float... features) {
        return new Step("wave", t, 1000L * t, features);
    }

    private static JobConfig config(String sync, String more) {
        return JobConfig.parse("""
            job: {seed: 3}
            kafka: {bootstrap_servers: "localhost:9092", bounded: true}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 4}]
              head: {units: 1, loss: {type: mse}}
            normalization: global
            server: {shards: 3}
            forecast: {type: training}
            sync: %s
            %s
            %s
            %s
            """.formatted(
                        sync,
                        more.contains("horizon:") ? "" : "horizon: {type: truncated, every: 4}",
                        more.contains("batch:") ? "" : "batch: {size: 3}",
                        more));
    }
}
