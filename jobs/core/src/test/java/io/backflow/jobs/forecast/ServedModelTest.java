package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.network.Network;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServedModelTest {

    /** Products of other shapes add up in another order; two versions are hundreds of times farther apart. */
    private static final float ROUNDING = 1e-5f;

    private static final int STEPS = 12;

    private static final ForecastSpec SPEC = ForecastSpec.parse("""
            model:
              input: {type: features, size: 2}
              layers: [{type: lstm, units: 8}, {type: gru, units: 5}]
              head: {units: 2, loss: {type: mse}}
            normalization: {mean: [1, -2], deviation: [2, 0.5]}
            target: {type: next, steps_ahead: 2, residual: true}
            """);

    /** Of so many parameters that to copy them takes a while. */
    private static final ForecastSpec LARGE = ForecastSpec.parse(SPEC.toJson().replace("\"units\":5", "\"units\":128"));

    private final float[] parameters = Initialization.keras(SPEC.model(), 7);
    private final ServedModel model = new ServedModel(SPEC, 4);

    @Test
    void stepsOneByOneGiveWhatTheNetworkGivesForTheWholeSequence() {
        model.adopt(parameters, 3);
        for (int t = 0; t < STEPS; t++) {
            Forecast forecast = model.step(step(0, t));
            assertThat(forecast.said().values()).containsExactly(whole(0, t), within(ROUNDING));
            assertThat(forecast.said().version()).isEqualTo(3);
            assertThat(forecast.after()).isEqualTo(new Moment(t, 1000L * t));
            assertThat(forecast.about().step()).isEqualTo(t + 2);
            assertThat(forecast.about().eventTime()).isEqualTo(t == 0 ? Moment.UNKNOWN : 1000L * (t + 2));
        }
    }

    /** More sequences than a batch has rows, several steps of each in one call, some sequences twice in a row. */
    @Test
    void stepsOfManySequencesInOneCallGiveTheSame() {
        model.adopt(parameters, 3);
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t += 2) {
            for (int s = 0; s < 11; s++) {
                steps.add(step(s, t));
                steps.add(step(s, t + 1));
            }
        }

        List<Forecast> forecasts = model.step(steps);

        assertThat(forecasts).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int sequence = Integer.parseInt(step.sequenceId().substring(1));
            assertThat(forecasts.get(i).sequenceId()).isEqualTo(step.sequenceId());
            assertThat(forecasts.get(i).said().values())
                    .containsExactly(whole(sequence, (int) step.step()), within(ROUNDING));
        }
        assertThat(model.size()).isEqualTo(11);
    }

    @Test
    void aSequenceThatEndsStartsFromTheZeroStateAgain() {
        model.adopt(parameters, 3);
        float[] first = model.step(step(0, 0)).said().values();
        Step last = step(0, 1);
        model.step(new Step(last.sequenceId(), 1, 1000, last.features(), Step.NONE, null, Step.NONE, 1f, true));
        assertThat(model.size()).isZero();
        assertThat(model.step(step(0, 0)).said().values()).isEqualTo(first);
        model.end("s0");
        assertThat(model.step(step(0, 0)).said().values()).isEqualTo(first);
    }

    /**
     * Each version fills the whole vector with one number, which is its own: what the network says after a first step
     * is then a function of that number alone, and any other output was computed with parts of two versions.
     */
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aThousandVersionsUnderConcurrentStepsMakeNoTornForecast() throws Exception {
        int versions = 1000;
        float[][] expected = new float[versions][];
        try (ServedModel one = new ServedModel(LARGE, 1)) {
            for (int v = 0; v < versions; v++) {
                one.adopt(filled(v), v);
                expected[v] = one.step(step(0, 0)).said().values();
                one.end("s0");
            }
        }
        assertThat(expected[1][0]).isNotCloseTo(expected[0][0], within(10 * ROUNDING));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int seen = 0;
        try (ServedModel served = new ServedModel(LARGE, 4)) {
            served.adopt(filled(0), 0);
            List<Future<Integer>> steppers = new ArrayList<>();
            for (int n = 0; n < 2; n++) {
                int thread = n;
                steppers.add(threads.submit(() -> stepUntil(served, done, thread, expected)));
            }
            Random pauses = new Random(3);
            for (int v = 1; v < versions; v++) {
                float[] next = filled(v);
                long until = System.nanoTime() + pauses.nextInt(600_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                served.adopt(next, v);
            }
            done.set(true);
            for (Future<Integer> stepper : steppers) {
                seen = Math.max(seen, stepper.get());
            }
            assertThat(served.version()).isEqualTo(versions - 1);
        } finally {
            threads.shutdown();
        }
        assertThat(seen).as("versions that one thread's forecasts were made by").isGreaterThan(50);
    }

    private static int stepUntil(ServedModel served, AtomicBoolean done, int thread, float[][] expected) {
        long newest = -1;
        int versions = 0;
        for (int n = 0; !done.get(); n++) {
            List<Step> steps = new ArrayList<>();
            for (int s = 0; s < 6; s++) {
                float[] features = step(0, 0).features();
                steps.add(new Step(thread + "-" + n + "-" + s, 0, 0, features, -1, null, -1, 1f, true));
            }
            List<Forecast> forecasts = served.step(steps);
            long version = forecasts.get(0).said().version();
            assertThat(version).isGreaterThanOrEqualTo(newest);
            versions += version > newest ? 1 : 0;
            newest = version;
            for (Forecast forecast : forecasts) {
                assertThat(forecast.said().version())
                        .as("one version for a call")
                        .isEqualTo(version);
                assertThat(forecast.said().values()).containsExactly(expected[(int) version], within(ROUNDING));
            }
        }
        return versions;
    }

    /** Small enough that no gate saturates: each parameter moves the outputs. */
    private static float[] filled(int version) {
        float[] values = new float[ParameterLayout.of(LARGE.model()).size()];
        Arrays.fill(values, 0.02f + version / 20_000f);
        return values;
    }

    @Test
    void statesHandedOutAndTakenInGoOnBitForBit() {
        model.adopt(parameters, 3);
        try (ServedModel other = new ServedModel(SPEC, 4)) {
            other.adopt(parameters, 3);
            for (int t = 0; t < 5; t++) {
                model.step(List.of(step(0, t), step(1, t)));
            }
            other.restore(model.states());
            for (int t = 5; t < STEPS; t++) {
                List<Forecast> here = model.step(List.of(step(0, t), step(1, t)));
                List<Forecast> there = other.step(List.of(step(0, t), step(1, t)));
                for (int i = 0; i < 2; i++) {
                    assertThat(there.get(i).said().values())
                            .isEqualTo(here.get(i).said().values());
                    assertThat(there.get(i).about()).isEqualTo(here.get(i).about());
                }
            }
            assertThat(other.state("s1")).hasValueSatisfying(bytes -> assertThat(bytes)
                    .isEqualTo(model.state("s1").orElseThrow()));
            assertThat(other.state("s2")).isEmpty();
        }
    }

    @Test
    void statesOfWhichOneIsRefusedChangeNothing() {
        model.adopt(parameters, 3);
        model.step(step(0, 0));
        byte[] sound = model.state("s0").orElseThrow();
        byte[] before = sound.clone();
        model.step(step(0, 1));
        byte[] now = model.state("s0").orElseThrow();

        assertThatThrownBy(() -> model.restore(Map.of("s0", sound, "s1", new byte[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state of sequence s1");

        assertThat(model.state("s0").orElseThrow()).isEqualTo(now).isNotEqualTo(before);
        assertThat(model.size()).isEqualTo(1);
    }

    @Test
    void aStepThatDoesNotFitTheModelIsRefusedBeforeAnyIsTaken() {
        model.adopt(parameters, 3);
        assertThatThrownBy(() -> model.step(List.of(step(0, 0), new Step("s1", 4, 0, new float[3]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 4 of sequence s1 has 3 features; the model takes 2");
        assertThatThrownBy(() -> model.step(new Step("s1", 4, 0, new float[] {0, Float.NaN})))
                .hasMessage("step 4 of sequence s1 has features[1] = NaN; give finite numbers");
        assertThat(model.size()).isZero();
    }

    @Test
    void parametersThatDoNotFitTheModelAreRefused() {
        assertThatThrownBy(() -> model.adopt(new float[3], 1)).hasMessageContaining("3 parameters");
        float[] spoilt = parameters.clone();
        spoilt[9] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> model.adopt(spoilt, 1)).hasMessage("version 1 has parameters that are not finite");
        assertThat(model.version()).isEqualTo(LiveState.NO_VERSION);
        assertThatThrownBy(() -> model.step(step(0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no parameters yet");
    }

    @Test
    void aModelThatIsClosedTakesNoSteps() {
        model.adopt(parameters, 3);
        model.close();
        assertThatThrownBy(() -> model.step(step(0, 0))).hasMessage("the model is closed");
    }

    /** A forecast is five small objects and its numbers; steps and states of known sequences add nothing. */
    @Test
    void aStepAllocatesItsResultOnly() {
        model.adopt(parameters, 3);
        List<Step> steps = List.of(step(0, 0), step(1, 0), step(2, 0), step(3, 0));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 300; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            model.step(steps);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least / steps.size()).isLessThan(300);
    }

    private static Step step(int sequence, int t) {
        Random random = new Random(1000L * sequence + t);
        float[] features = {1f + (float) random.nextGaussian(), -2f + (float) random.nextGaussian()};
        return new Step("s" + sequence, t, 1000L * t, features);
    }

    /** The network's own pass over the sequence up to {@code last}, in the units of the stream. */
    private float[] whole(int sequence, int last) {
        ModelSpec spec = SPEC.model();
        ForecastParts parts = ForecastParts.of(SPEC);
        Minibatch batch = new Minibatch(spec, last + 1, 1);
        batch.reset(last + 1, 1);
        for (int t = 0; t <= last; t++) {
            for (int i = 0; i < 2; i++) {
                batch.inputs()[2 * t + i] =
                        parts.scale().now().normalise(step(sequence, t).features()[i], i);
            }
        }
        try (Network network = new Network(spec, last + 1, 1)) {
            network.load(parameters);
            network.forward(batch);
            return parts.codec().decode(network.outputs().predictions(), 2 * last, step(sequence, last));
        }
    }
}
