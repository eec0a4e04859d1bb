package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.Outliers;
import io.backflow.jobs.worker.MemoryServer;
import io.backflow.jobs.worker.MemoryWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight noisy waves, of which one has huge but finite values; the other seven learn as if it had not. */
class OutlierTrainingTest {

    private static final int SEQUENCES = 8;
    private static final int STEPS = 400;
    private static final int COUNTED = 100;
    private static final String BAD = "wave-3";
    private static final List<String> SYNCS = List.of(
            "{type: asynchronous, send: gradient}",
            "{type: asynchronous, send: delta}",
            "{type: synchronous, send: gradient, round: 8s}",
            "{type: synchronous, send: delta, round: 8s}");
    private static final List<String> HORIZONS = List.of(
            "{type: truncated, every: 8}",
            "{type: truncated, every: 8, back: 16}",
            "{type: full, every: 4, max_steps: 8}",
            "{type: online}");

    /** What the sequence sends: from step {@code from} to {@code to}, as a target or as a second feature. */
    private record Outlier(boolean target, float value, int from, int to) {

        static final Outlier NONE = new Outlier(false, 0f, 0, 0);

        static Outlier always(boolean target, float value) {
            return new Outlier(target, value, 0, STEPS);
        }

        float value(String id, int t, boolean isTarget, float healthy) {
            return id.equals(BAD) && target == isTarget && t >= from && t < to ? value : healthy;
        }
    }

    /** The mean loss of the healthy sequences' last steps, and what was counted. */
    private record Outcome(double loss, Outliers outliers, List<String> sentences) {}

    static Stream<Arguments> settings() {
        List<Arguments> settings = new ArrayList<>();
        int at = 0;
        for (String cell : List.of("lstm", "gru", "simple_rnn")) {
            for (String horizon : HORIZONS) {
                for (String sync : List.of(SYNCS.get(at % 4), SYNCS.get((at + 2) % 4))) {
                    String rule = at++ % 2 == 0
                            ? "{rule: {type: adam}, learning_rate: 0.01}"
                            : "{rule: {type: sgd}, learning_rate: " + (horizon.contains("online") ? 0.05 : 0.2) + "}";
                    settings.add(Arguments.of(cell, horizon, sync, rule));
                }
            }
        }
        return settings.stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void sevenSequencesLearnBesideOneOfHugeValues(String cell, String horizon, String sync, String rule)
            throws Exception {
        JobConfig config = config(cell, horizon, sync, rule, 8);
        Outcome healthy = train(config, Outlier.NONE);
        assertThat(healthy.loss()).as("the waves' variance is 0.5").isLessThan(0.35);
        assertThat(healthy.outliers().refused()).isZero();
        // forward mode reaches back to the first step, and once through a gradient that explodes
        assertThat(healthy.outliers().restrained()).isLessThanOrEqualTo(horizon.contains("online") ? 2 : 0);

        for (boolean target : List.of(true, false)) {
            for (float value : new float[] {1e3f, 1e6f, 1e30f, Float.MAX_VALUE}) {
                Outcome beside = train(config, Outlier.always(target, value));

                // one sequence less delays a steep descent; unprotected, the loss is at the variance or far above
                assertThat(beside.loss())
                        .as("beside a %s of %g", target ? "target" : "feature", value)
                        .isLessThan(Math.min(4 * healthy.loss(), 0.42));
                if (target) {
                    assertThat(beside.outliers().refused() + beside.outliers().restrained())
                            .isPositive();
                    assertThat(beside.sentences().get(0)).startsWith("sequence " + BAD + ", from step ");
                }
            }
        }
    }

    /** One target in 12,800 steps. */
    @ParameterizedTest
    @ValueSource(floats = {1e3f, 1e6f, 1e30f})
    void oneHugeTargetDoesNotUndoWhatWasLearnt(float value) throws Exception {
        for (int batch : new int[] {1, 8}) {
            for (String rule :
                    List.of("{rule: {type: adam}, learning_rate: 0.01}", "{rule: {type: sgd}, learning_rate: 0.1}")) {
                JobConfig config = config("gru", HORIZONS.get(0), SYNCS.get(0), rule, batch);
                double healthy = train(config, Outlier.NONE).loss();
                int at = STEPS - COUNTED - 4;

                assertThat(train(config, new Outlier(true, value, at, at + 1)).loss())
                        .as("%d windows side by side, %s", batch, rule)
                        .isLessThan(1.5 * healthy);
            }
        }
    }

    @Test
    void anOverflowingStateStartsFromZeroAndIsCounted() throws Exception {
        String relu = "simple_rnn, activation: relu";
        JobConfig config = config(relu, HORIZONS.get(0), SYNCS.get(0), "{learning_rate: 0.001}", 8);

        assertThat(train(config, Outlier.always(false, 1e30f)).outliers().resets())
                .isEqualTo(STEPS / 8);
        assertThat(train(config, Outlier.NONE).outliers().resets()).isZero();
    }

    @Test
    void aStateThatOverflowsIsZeroAfterwards() throws Exception {
        JobConfig config =
                config("simple_rnn, activation: relu", HORIZONS.get(0), SYNCS.get(0), "{learning_rate: 0.001}", 1);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (int t = 0; t < 8; t++) {
                for (float value : new float[] {1f, 1e30f}) {
                    String id = value == 1f ? "healthy" : BAD;
                    float[] features = {value, value};
                    worker.take(new Step(id, t, 1000L * t, features, Step.NONE, new float[1], Step.NONE, 1f, false));
                }
            }

            assertThat(worker.states().get(BAD).recurrent).containsOnly(0f);
            assertThat(worker.states().get("healthy").recurrent).isNotEqualTo(new float[8]);
        }
    }

    private static Outcome train(JobConfig config, Outlier outlier) throws Exception {
        MemoryServer server = new MemoryServer(config, 1);
        Random random = new Random(17);
        double[] phases = random.doubles(SEQUENCES, 0, 6).toArray();
        List<Float> losses = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.outliers().report(sentences::add);
            worker.listenTo(scored -> {
                if (scored.step() >= STEPS - COUNTED && !scored.sequenceId().equals(BAD)) {
                    losses.add(scored.loss());
                }
            });
            for (int t = 0; t < STEPS; t++) {
                for (int s = 0; s < SEQUENCES; s++) {
                    String id = "wave-" + s;
                    float[] features = {wave(phases[s], t, random), outlier.value(id, t, false, 0f)};
                    float[] target = {outlier.value(id, t, true, wave(phases[s], t + 1, random))};
                    worker.take(new Step(id, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false));
                }
                worker.watermark(1000L * t);
            }
            worker.end();
            server.settle();
            assertThat(Vectors.finite(server.values())).isTrue();
            return new Outcome(
                    losses.stream().mapToDouble(loss -> loss).average().orElseThrow(), worker.outliers(), sentences);
        }
    }

    private static float wave(double phase, int t, Random random) {
        return (float) (Math.sin(phase + 0.7 * t) + 0.05 * random.nextGaussian());
    }

    private static JobConfig config(String cell, String horizon, String sync, String optimizer, int batch) {
        return JobConfig.parse("""
                job: {seed: 4}
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: %s, units: 8}]
                  head: {units: 1, loss: {type: mse}}
                horizon: %s
                batch: {size: %d}
                forecast: {type: training}
                sync: %s
                optimizer: %s
                """.formatted(cell, horizon, batch, sync, optimizer));
    }
}
