package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.LiveStepper;
import io.backflow.jobs.sequence.FeatureRule;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** {@code horizon.carry: false}. */
class ZeroStateWindowsTest {

    private static final int EVERY = 4;
    private static final int LENGTH = 3 * EVERY;
    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(1), List.of(new LayerSpec.Lstm(3, true, 0)), new HeadSpec(1, new LossSpec.Mse()));
    private static final float[] PARAMETERS = Initialization.keras(SPEC, 3);
    private static final BatchRow ROWS = new BatchRow(
            SPEC, FeatureScale.NONE, TargetCodec.of(SPEC.head(), TargetRule.GIVEN, false, FeatureScale.NONE));

    private final Gradients gradients = new Gradients(PARAMETERS.length);
    private final List<PrequentialPrediction> scored = new ArrayList<>();

    @Test
    void aSequenceInWindowsHasTheGradientOfSequencesAsLongAsAWindow() {
        train(false, step -> false);
        float[] ofWindows = gradients.values().clone();
        gradients.clear();
        train(true, step -> step % EVERY == EVERY - 1);
        assertThat(ofWindows).containsExactly(gradients.values());

        gradients.clear();
        train(true, step -> false);
        assertThat(ofWindows).isNotEqualTo(gradients.values());
    }

    @Test
    void aForecastIsWhatTrainingSaysOfItsStep() {
        train(false, step -> false);
        try (LiveStepper stepper = new LiveStepper(ROWS, 1, 0)) {
            stepper.resetEvery(EVERY);
            stepper.load(PARAMETERS, 1);
            LiveState live = new LiveState(SPEC.stateSize());
            for (int t = 0; t < LENGTH; t++) {
                stepper.clear();
                int row = stepper.add(live, step(t, false));
                stepper.run();
                assertThat(stepper.outputs()[stepper.at(row)])
                        .as("step %d", t)
                        .isCloseTo(scored.get(t).prediction()[0], Offset.offset(1e-6f)); // other shapes of products
            }
        }
    }

    /** Whatever is missing, also where a sequence begins. */
    @Test
    void aWindowBeginsAtEachMultipleOfItsLength() {
        SequenceState state = new SequenceState(SPEC.stateSize());
        Sequencer sequencer = sequencer(true, GapPolicy.CARRY, 1);
        for (long number : new long[] {2, 3, 4, 9, 10, 11, 15, 16}) {
            sequencer.accept(state, step(number, number == 16));
            if (number == 10) { // the gap before 9 is closed, and 9 ended the window before
                assertThat(state.ready).hasSize(2);
            }
        }
        assertThat(state.ready)
                .extracting(ZeroStateWindowsTest::numbers)
                .containsExactly(List.of(2L, 3L), List.of(4L), List.of(9L, 10L, 11L), List.of(15L), List.of(16L));
    }

    private static List<Long> numbers(Window window) {
        return window.steps().stream().map(Step::step).toList();
    }

    /** One window after another, all on the same parameters. */
    private void train(boolean carry, LongPredicate ends) {
        HorizonConfig horizon = new HorizonConfig.Truncated(EVERY, EVERY, carry);
        SequenceState state = new SequenceState(SPEC.stateSize());
        Sequencer sequencer = sequencer(!carry, GapPolicy.RESET, 10);
        scored.clear();
        try (WindowTrainer trainer = new WindowTrainer(ROWS, horizon, 1, 0, PredictionSelection.ALL)) {
            trainer.load(PARAMETERS, 1);
            for (int t = 0; t < LENGTH; t++) {
                sequencer.accept(state, step(t, ends.test(t)));
                while (!state.ready.isEmpty()) {
                    trainer.train(List.of(state), gradients, scored::add);
                }
                if (ends.test(t)) {
                    state = new SequenceState(SPEC.stateSize());
                }
            }
        }
    }

    private static Sequencer sequencer(boolean aligned, GapPolicy gap, int waiting) {
        return new Sequencer(
                new WindowRule(EVERY, TargetRule.GIVEN, FeatureRule.NONE, aligned),
                new ReorderRule(waiting, 10, gap),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                SequenceListener.NONE);
    }

    private static Step step(long number, boolean ends) {
        float value = (float) Math.sin(number);
        float[] target = {(float) Math.cos(number)};
        return new Step("s", number, 1000 * number, new float[] {value}, Step.NONE, target, Step.NONE, 1f, ends);
    }
}
