package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import io.backflow.model.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasts of several steps. */
class ForecastStepsTest {

    private static final TargetRule FIRST_AND_THIRD = new TargetRule(new int[] {1, 3}, new int[] {0});
    private static final FeatureScale NONE = new FeatureScale(null, null);

    @Test
    void eachPartOfAForecastIsScoredWhenItsOwnTruthComes() {
        ForecastScorer scorer = scorer(new HeadSpec(2, new LossSpec.Mse()));
        LiveState live = new LiveState(1);
        Outcome[] outcomes = new Outcome[2];
        float[] truths = {0, 10, 20, 30, 40};
        float[][] said = {{11, 32}, {23, 44}, {30, 50}, {45, 60}};
        for (int t = 0; t < 4; t++) {
            live.awaited.add(new AwaitedForecast(step(t, truths[t]), said[t], 0));
            scorer.arrived(live, step(t + 1, truths[t + 1]), 1, outcomes);
            if (t == 2) {
                // step 3 is that after 2, of which 30 was said then, and the third after 0, of which 32 was said
                assertThat(outcomes[0].madeAfter()).isEqualTo(2);
                assertThat(outcomes[0].loss()).isZero();
                assertThat(outcomes[1].madeAfter()).isZero();
                assertThat(outcomes[1].target()).containsExactly(30);
                assertThat(outcomes[1].baseline()).containsExactly(0);
                assertThat(outcomes[1].loss()).isEqualTo(4);
                assertThat(outcomes[1].baselineLoss()).isEqualTo(900);
            }
        }

        StepTotals[] totals = scorer.takeSteps();
        assertThat(totals[0]).isEqualTo(new StepTotals(1, new ForecastTotals(4, 0, 35, 400, 4, Coverage.NONE)));
        assertThat(totals[1]).isEqualTo(new StepTotals(3, new ForecastTotals(2, 0, 20, 1800, 2, Coverage.NONE)));
        assertThat(live.awaited).as("those whose third step has not come").hasSize(2);
    }

    @Test
    void aPartWhoseStepIsMissingIsNotScoredAndTheOthersAre() {
        ForecastScorer scorer = scorer(new HeadSpec(2, new LossSpec.Mse()));
        LiveState live = new LiveState(1);
        live.awaited.add(new AwaitedForecast(step(0, 0), new float[] {1, 3}, 0));
        Outcome[] outcomes = new Outcome[2];
        scorer.arrived(live, step(2, 2), 1, outcomes);
        assertThat(outcomes).containsOnlyNulls();
        scorer.arrived(live, step(3, 5), 1, outcomes);

        assertThat(outcomes[0]).isNull();
        assertThat(outcomes[1].loss()).isEqualTo(4);
        assertThat(live.awaited).isEmpty();
    }

    @Test
    void eachPartHasItsOwnQuantilesAndInterval() {
        HeadSpec head = new HeadSpec(4, new LossSpec.Quantile(List.of(0.1, 0.9)));
        ForecastScorer scorer = scorer(head);
        LiveState live = new LiveState(1);
        float[] outputs = {1, 10, 2, 30}; // the lower quantile of both steps, then the upper
        live.awaited.add(new AwaitedForecast(step(0, 0), outputs, 0));
        Outcome[] outcomes = new Outcome[2];
        scorer.arrived(live, step(1, 3), 1, outcomes);
        assertThat(outcomes[0].loss()).isEqualTo(0.5f * (0.1f * 2 + 0.9f * 1), within(1e-6f));
        scorer.arrived(live, step(3, 20), 1, outcomes);
        assertThat(outcomes[1].loss()).isEqualTo(0.5f * (0.1f * 10 + 0.1f * 10), within(1e-6f));

        StepTotals[] totals = scorer.takeSteps();
        assertThat(totals[0].totals().coverage()).isEqualTo(new Coverage(0.8, 1, 0));
        assertThat(totals[1].totals().coverage()).isEqualTo(new Coverage(0.8, 1, 1));
    }

    @Test
    void aForecastSaysWhichStepsItSpeaksOf() {
        HeadSpec head = new HeadSpec(2, new LossSpec.Mse());
        TargetCodec codec = TargetCodec.of(head, FIRST_AND_THIRD, false, NONE);
        ForecastWriter writer = new ForecastWriter(PredictionSelection.ALL, codec, null, FIRST_AND_THIRD);
        Outcome outcome = new Outcome(4, new float[] {1}, null, 2, 3, 1, Float.NaN);

        Forecast.Parts parts = writer.parts(step(7, 0), new Outcome[] {null, outcome});

        assertThat(parts).isNotNull();
        assertThat(parts.targetSteps()).containsExactly(8, 10);
        assertThat(parts.outcomes()).containsExactly(outcome);
        assertThat(writer.about(new LiveState(1), step(7, 0)).step()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 2"})
    void whatIsFedBackIsWhatTheLibrarySaysOfItsOwnForecasts(boolean residual, int back) {
        ModelSpec spec = new ModelSpec(
                new InputSpec.Features(2), List.of(new LayerSpec.Gru(5, true, 0)), new HeadSpec(2, new LossSpec.Mse()));
        FeatureScale scale = new FeatureScale(new float[] {1, -1}, new float[] {2, 3});
        TargetCodec codec = TargetCodec.of(spec.head(), new TargetRule(1, new int[] {0, 1}), residual, scale);
        float[] parameters = Initialization.keras(spec, 3);
        LiveState one = new LiveState(spec.stateSize());
        LiveState other = new LiveState(spec.stateSize());
        try (LiveStepper stepper = new LiveStepper(new BatchRow(spec, scale, codec), 4, back, 1, 3)) {
            stepper.load(Initialization.keras(spec, 9), 1);
            run(stepper, one, step(0, 0.5f, 1), other, step(0, 0.25f, 3));
            stepper.load(parameters, 2);
            run(stepper, one, step(1, 0.75f, 2), other, step(1, 4f, 2));
            float[] state = other.recurrent.clone();
            float[] present = {scale.normalise(4f, 0), scale.normalise(2f, 1)};
            float[] said = new float[4];
            System.arraycopy(stepper.outputs(), stepper.at(1), said, 0, 4);
            assertThat(other.recurrent)
                    .as("the live state is that after its step")
                    .containsExactly(state);

            float[] before = stateBefore(spec, back, parameters, scale);
            float[][] expected = rollOut(spec, parameters, before, present, residual);
            for (int i = 0; i < 2; i++) {
                float base = residual ? present[i] : 0;
                assertThat(said[i]).isEqualTo(expected[0][i] - base, within(1e-5f));
                assertThat(said[2 + i]).isEqualTo(expected[2][i] - base, within(1e-5f));
            }
        }
    }

    private static void run(LiveStepper stepper, LiveState one, Step first, LiveState other, Step second) {
        stepper.clear();
        stepper.add(one, first);
        stepper.add(other, second);
        stepper.run();
    }

    /** The state before step 1 of the other sequence: by older parameters, or computed again. */
    private static float[] stateBefore(ModelSpec spec, int back, float[] parameters, FeatureScale scale) {
        float[] input = {scale.normalise(0.25f, 0), scale.normalise(3, 1)};
        float[] by = back > 0 ? parameters : Initialization.keras(spec, 9);
        try (Network network = new Network(spec, 1, 1)) {
            return forward(network, spec, by, new float[spec.stateSize()], input)
                    .state();
        }
    }

    private record After(float[] state, float[] said) {}

    /** What the network says of the three steps after one with {@code present}, each the input of the next. */
    private static float[][] rollOut(
            ModelSpec spec, float[] parameters, float[] state, float[] present, boolean residual) {
        float[][] values = new float[3][];
        try (Network network = new Network(spec, 1, 1)) {
            float[] input = present;
            for (int t = 0; t < 3; t++) {
                After after = forward(network, spec, parameters, state, input);
                float[] next = after.said().clone();
                for (int i = 0; i < next.length; i++) {
                    next[i] += residual ? input[i] : 0;
                }
                values[t] = next;
                input = next;
                state = after.state();
            }
        }
        return values;
    }

    private static After forward(Network network, ModelSpec spec, float[] parameters, float[] state, float[] input) {
        network.load(parameters);
        Minibatch batch = new Minibatch(spec, 1, 1);
        batch.reset(1, 1);
        System.arraycopy(state, 0, batch.initialState(), 0, state.length);
        System.arraycopy(input, 0, batch.inputs(), 0, input.length);
        network.forward(batch);
        return new After(
                network.outputs().finalState().clone(),
                network.outputs().predictions().clone());
    }

    private static ForecastScorer scorer(HeadSpec head) {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(1), List.of(new LayerSpec.Gru(1, true, 0)), head);
        TargetCodec codec = TargetCodec.of(head, FIRST_AND_THIRD, false, NONE);
        return new ForecastScorer(spec, FIRST_AND_THIRD, codec, Interval.of(head, null));
    }

    private static Step step(long t, float... features) {
        return new Step("a", t, 1000 * t, features);
    }
}
