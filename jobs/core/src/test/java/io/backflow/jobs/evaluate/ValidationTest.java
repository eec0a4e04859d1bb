package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loss on held-out steps, against the same forecasts made one by one. */
class ValidationTest {

    private static final int STEPS = 30;

    private static final JobConfig CONFIG = config("topic: held-out");
    private static final float[] MODEL = Initialization.keras(CONFIG.model(), 3);

    @Test
    void theLossIsThatOfForecastsMadeOneByOne() throws IOException {
        List<Step> steps = steps(1f);

        try (Validation validation = Validation.read(CONFIG, CONFIG.validation(), steps::forEach)) {
            assertThat(validation.loss(MODEL, 7)).isCloseTo(meanSquare(MODEL, steps, 0), within(1e-6));
            assertThat(validation.scored()).isEqualTo(2 * (STEPS - 1));
        }
    }

    @Test
    void eachVersionStartsFromZeroAndIsJudgedByItself() throws IOException {
        List<Step> steps = steps(1f);
        float[] other = Initialization.keras(CONFIG.model(), 4);

        try (Validation validation = Validation.read(CONFIG, CONFIG.validation(), steps::forEach)) {
            double first = validation.loss(MODEL, 7);
            double second = validation.loss(other, 5); // an older number, as after a rollback

            assertThat(second).isCloseTo(meanSquare(other, steps, 0), within(1e-6));
            assertThat(validation.loss(MODEL, 8)).isEqualTo(first);
        }
    }

    /** The steps before only lead to the held-out ones; an episode without any is not needed. */
    @Test
    void ofTheJobsOwnTopicTheStepsOfWeightZeroCount() throws IOException {
        JobConfig own = config("topic: timesteps");
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            steps.add(step("learnt", t, 1f));
            steps.add(step("a", t, t < 20 ? 1f : 0f));
        }

        try (Validation validation = Validation.read(own, own.validation(), steps::forEach)) {
            assertThat(validation.loss(MODEL, 1))
                    .isCloseTo(
                            meanSquare(
                                    MODEL,
                                    steps.stream()
                                            .filter(step -> step.sequenceId().equals("a"))
                                            .toList(),
                                    20),
                            within(1e-6));
            assertThat(validation.scored()).isEqualTo(STEPS - 1 - 20);
        }
    }

    @Test
    void nothingHeldOutOrTooMuchIsRefused() {
        JobConfig own = config("topic: timesteps");
        JobConfig few = config("topic: held-out, max_steps: 59");

        assertThatThrownBy(() -> Validation.read(own, own.validation(), steps(1f)::forEach))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("validation.topic is timesteps, which has no step of weight 0; write");
        assertThatThrownBy(() -> Validation.read(few, few.validation(), steps(1f)::forEach))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 59 steps")
                .hasMessageContaining("validation.max_steps");
    }

    /** Of forecasts made after step {@code from} or later. */
    private static double meanSquare(float[] parameters, List<Step> steps, int from) {
        double sum = 0;
        int count = 0;
        try (ServedModel served = ServedModel.of(new ModelFile(ForecastSpec.of(CONFIG), 1, parameters))) {
            for (Step step : steps) {
                float said = served.step(step).said().values()[0];
                if (step.step() >= from && step.step() < STEPS - 1) {
                    double error = (said - wave(step.sequenceId(), step.step() + 1)) / 2;
                    sum += error * error;
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static List<Step> steps(float weight) {
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            steps.add(step("a", t, weight));
            steps.add(step("b", t, weight));
        }
        return steps;
    }

    private static Step step(String sequence, long t, float weight) {
        return new Step(
                sequence, t, t * 1000, new float[] {wave(sequence, t)}, Step.NONE, null, Step.NONE, weight, false);
    }

    private static float wave(String sequence, long t) {
        return (float) Math.sin(t * 0.4 + sequence.hashCode());
    }

    private static JobConfig config(String validation) {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 4}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next}
                normalization: {mean: [0.5], deviation: [2]}
                validation: {%s}
                """.formatted(validation));
    }
}
