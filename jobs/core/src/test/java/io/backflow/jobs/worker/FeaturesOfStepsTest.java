package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepOrder;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that are scaled by what came before, and filled in where they are missing, mean the same everywhere. */
class FeaturesOfStepsTest {

    private static final int STEPS = 40;

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 2, missing: [mask, last]}
              layers: [{type: gru, units: 5}]
              head: {units: 2, loss: {type: mse}}
            normalization: running
            target: {type: next, residual: %s}
            horizon: {every: 4}
            """;

    @Test
    void windowsAreTheSameForAProgramAndTheTrainer() {
        JobConfig config = JobConfig.parse(
                CONFIG.formatted(false).replace("normalization: running", "normalization: {type: window, steps: 8}"));
        float[] parameters = Initialization.keras(config.model(), 3);
        List<Step> steps = stream(1);
        List<float[]> trained = trained(config, parameters, steps);
        JobConfig running = JobConfig.parse(
                CONFIG.formatted(false).replace("normalization: running", "normalization: {type: running, steps: 8}"));
        List<float[]> other = trained(running, parameters, steps);
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), 8)) {
            model.adopt(parameters, 1);
            int differ = 0;
            for (int t = 0; t < steps.size(); t++) {
                float[] served = model.step(steps.get(t)).said().values();
                assertThat(trained.get(t)).as("step %s", t).containsExactly(served, within(1e-4f));
                differ += Arrays.equals(trained.get(t), other.get(t)) ? 0 : 1;
            }
            assertThat(differ).as("from where older values count less and less").isGreaterThan(STEPS / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProgramAndTheTrainerForecastWhatTheDefinitionSays(boolean residual) {
        JobConfig config = JobConfig.parse(CONFIG.formatted(residual));
        float[] parameters = Initialization.keras(config.model(), 3);
        List<Step> steps = stream(1);

        List<float[]> defined = defined(config.model(), parameters, steps, residual);
        List<float[]> served = new ArrayList<>();
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), 8)) {
            model.adopt(parameters, 1);
            for (Step step : steps) {
                served.add(model.step(step).said().values());
            }
        }
        List<float[]> trained = trained(config, parameters, steps);

        assertThat(trained).hasSameSizeAs(steps);
        for (int t = 0; t < steps.size(); t++) {
            for (int i = 0; i < 2; i++) {
                if (Float.isNaN(defined.get(t)[i])) {
                    assertThat(served.get(t)[i]).isNaN();
                    assertThat(trained.get(t)[i]).isNaN();
                    continue;
                }
                float size = 1e-4f * (1 + Math.abs(defined.get(t)[i]));
                assertThat(served.get(t)[i]).as("step %s", t).isCloseTo(defined.get(t)[i], within(size));
                assertThat(trained.get(t)[i]).as("step %s", t).isCloseTo(served.get(t)[i], within(size / 10));
            }
        }
    }

    /** What is handed out of a program goes on elsewhere, statistics and last values included. */
    @Test
    void aStateThatIsHandedOutGoesOnWithItsFeatures() {
        JobConfig config = JobConfig.parse(CONFIG.formatted(true));
        float[] parameters = Initialization.keras(config.model(), 3);
        try (ServedModel one = new ServedModel(ForecastSpec.of(config), 8);
                ServedModel other = new ServedModel(ForecastSpec.of(config), 8)) {
            one.adopt(parameters, 1);
            other.adopt(parameters, 1);
            List<Step> steps = stream(2);
            for (Step step : steps.subList(0, 20)) {
                one.step(step);
            }
            other.restore(one.states());
            for (Step step : steps.subList(20, STEPS)) {
                assertThat(other.step(step).said().values())
                        .isEqualTo(one.step(step).said().values());
            }
        }
    }

    @Test
    void theNextEpisodeKeepsTheStatisticsAndNothingElse() {
        JobConfig config = JobConfig.parse(CONFIG.formatted(false));
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), 8)) {
            model.adopt(Initialization.keras(config.model(), 3), 1);
            for (Step step : stream(3)) {
                model.step(step);
            }
            Step last = new Step("s", STEPS, 1000L * STEPS, new float[] {20, 3}, Step.NONE, null, Step.NONE, 1f, true);
            model.step(last);
            Forecast next = model.step(new Step("s", 0, 2000L * STEPS, new float[] {20, 3}));
            assertThat(next.said().values()[0])
                    .as("in the units of the sequence, with the first step of an episode")
                    .isBetween(10f, 30f);
        }
    }

    /** A feature that is missing has no error; those that came have. */
    @Test
    void aMissingFeatureIsNoTruth() {
        JobConfig config = JobConfig.parse(CONFIG.formatted(false));
        List<Step> steps = List.of(
                new Step("s", 0, 0, new float[] {20f, 1f}),
                new Step("s", 1, 1000, new float[] {Float.NaN, 2f}),
                new Step("s", 2, 2000, new float[] {Float.NaN, Float.NaN}),
                new Step("s", 3, 3000, new float[] {21f, 3f}),
                new Step("s", 4, 4000, new float[] {22f, 3f}));
        Map<Long, PrequentialPrediction> scored = new HashMap<>();
        run(config, Initialization.keras(config.model(), 3), steps, one -> scored.put(one.step(), one));

        assertThat(scored.get(0L).target()).containsExactly(Float.NaN, 2f);
        assertThat(scored.get(0L).loss()).isFinite();
        assertThat(scored.get(1L).target()).isNull();
        assertThat(scored.get(1L).loss()).isNaN();
        assertThat(scored.get(2L).target()).containsExactly(21f, 3f);
        assertThat(scored.get(2L).baselineLoss())
                .as("persistence of the last value")
                .isFinite();
    }

    /** A level of 20 cannot be forecast before a value has come, and is no error of the network. */
    @Test
    void whatHasNeverComeIsNotForecast() {
        JobConfig config = JobConfig.parse(CONFIG.formatted(false));
        List<Step> steps = List.of(
                new Step("s", 0, 0, new float[] {Float.NaN, 1f}),
                new Step("s", 1, 1000, new float[] {2000f, 2f}),
                new Step("s", 2, 2000, new float[] {2001f, 3f}));
        Map<Long, PrequentialPrediction> scored = new HashMap<>();
        run(config, Initialization.keras(config.model(), 3), steps, one -> scored.put(one.step(), one));

        assertThat(scored.get(0L).target()).containsExactly(Float.NaN, 2f);
        assertThat(scored.get(0L).prediction()[0]).isNaN();
        assertThat(scored.get(0L).prediction()[1]).isFinite();
        assertThat(scored.get(0L).loss()).isLessThan(100f);
        assertThat(scored.get(1L).target()).containsExactly(2001f, 3f);
        assertThat(scored.get(1L).prediction()).doesNotContain(Float.NaN);
    }

    private static List<Step> stream(long seed) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            float[] features = {
                random.nextInt(4) == 0 ? Float.NaN : (float) (20 + 3 * Math.sin(0.7 * t)),
                random.nextInt(4) == 0 ? Float.NaN : (float) random.nextGaussian()
            };
            steps.add(new Step("s", t, 1000L * t, features));
        }
        return steps;
    }

    private static List<float[]> trained(JobConfig config, float[] parameters, List<Step> steps) {
        float[][] said = new float[steps.size()][];
        run(config, parameters, steps, one -> said[(int) one.step()] = one.prediction());
        return Arrays.asList(said);
    }

    private interface Scored {
        void accept(PrequentialPrediction prediction);
    }

    private static void run(JobConfig config, float[] parameters, List<Step> steps, Scored scored) {
        assertThat(config.horizon()).isInstanceOf(HorizonConfig.Truncated.class);
        StepOrder order = ConfiguredWorker.order(config, SequenceListener.NONE);
        SequenceState state = new SequenceState(config.model().stateSize());
        Gradients gradients = new Gradients(parameters.length);
        try (WindowTrainer trainer = ConfiguredWorker.windowTrainer(config)) {
            trainer.load(parameters, 1);
            steps.forEach(step -> order.accept(state, step));
            order.end(state);
            while (!state.ready.isEmpty()) {
                trainer.train(List.of(state), gradients, scored::accept);
            }
        }
    }

    /** Two passes over all values so far, for each step; steps are a second apart. */
    private static List<float[]> defined(ModelSpec spec, float[] parameters, List<Step> steps, boolean residual) {
        List<float[]> said = new ArrayList<>();
        try (Network network = new Network(spec, 1, 1)) {
            network.load(parameters);
            Minibatch batch = new Minibatch(spec, 1, 1);
            float[] state = new float[spec.stateSize()];
            for (int t = 0; t < steps.size(); t++) {
                batch.reset(1, 1);
                System.arraycopy(state, 0, batch.initialState(), 0, state.length);
                double[][] scales = {scale(steps, t, 0), scale(steps, t, 1)};
                float[] present = {last(steps, t, 0), last(steps, t, 1)};
                int age = age(steps, t);
                for (int i = 0; i < 2; i++) {
                    double input = (present[i] - scales[i][0]) / scales[i][1];
                    batch.inputs()[i] = Double.isNaN(input) ? 0 : (float) input;
                }
                batch.inputs()[2] = age == 0 ? 1 : 0;
                batch.inputs()[3] = (float) Math.log(1 + age);
                network.forward(batch);
                state = network.outputs().finalState().clone();
                float[] outputs = network.outputs().predictions();
                float[] forecast = new float[2];
                for (int i = 0; i < 2; i++) {
                    double base = residual ? present[i] : scales[i][0];
                    forecast[i] = (float) (base + scales[i][1] * outputs[i]);
                }
                said.add(forecast);
            }
        }
        return said;
    }

    private static double[] scale(List<Step> steps, int until, int feature) {
        List<Double> values = new ArrayList<>();
        for (Step step : steps.subList(0, until + 1)) {
            if (!Float.isNaN(step.features()[feature])) {
                values.add((double) step.features()[feature]);
            }
        }
        double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        double variance = values.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        double doubt = mean / Math.max(1, values.size());
        double deviation = variance == 0 ? Math.max(1, Math.abs(mean)) : Math.sqrt(variance + doubt * doubt);
        return new double[] {mean, deviation};
    }

    private static float last(List<Step> steps, int until, int feature) {
        for (int t = until; t >= 0; t--) {
            if (!Float.isNaN(steps.get(t).features()[feature])) {
                return steps.get(t).features()[feature];
            }
        }
        return 0;
    }

    private static int age(List<Step> steps, int until) {
        int t = until;
        while (t > 0 && Float.isNaN(steps.get(t).features()[0])) {
            t--;
        }
        return until - t;
    }
}
