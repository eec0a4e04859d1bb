package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.horizon.OnlineMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What dropout drops of a sequence, and who sees it. */
final class DropoutHorizonTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(1), List.of(new LayerSpec.Gru(6, true, 0.5)), new HeadSpec(1, new LossSpec.Mse()));
    private static final FeatureScale SCALE = new FeatureScale(null, null);
    private static final int STEPS = 24;

    static Stream<HorizonConfig> all() {
        return Stream.of(
                new HorizonConfig.Truncated(4, 4),
                new HorizonConfig.Truncated(4, 10),
                new HorizonConfig.Full(4, 1_000),
                new HorizonConfig.Full(4, 8),
                new HorizonConfig.Online(OnlineMethod.RTRL, 1 << 20));
    }

    @ParameterizedTest
    @MethodSource("all")
    void predictionsAndLossesAreThoseOfTheWholeNetwork(HorizonConfig horizon) throws IOException {
        List<PrequentialPrediction> shown = new Run(horizon, 3, "a").toEnd().scored;
        List<PrequentialPrediction> other = new Run(horizon, 4, "b").toEnd().scored;

        assertThat(shown).hasSize(STEPS);
        for (int t = 0; t < STEPS; t++) {
            assertThat(shown.get(t).prediction()).isEqualTo(other.get(t).prediction());
            assertThat(shown.get(t).loss()).isEqualTo(other.get(t).loss());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anotherSeedAndAnotherSequenceDropOtherOutputs(HorizonConfig horizon) throws IOException {
        float[] gradient = new Run(horizon, 3, "a").toEnd().gradients.values();

        assertThat(new Run(horizon, 3, "a").toEnd().gradients.values()).isEqualTo(gradient);
        assertThat(new Run(horizon, 4, "a").toEnd().gradients.values()).isNotEqualTo(gradient);
        assertThat(new Run(horizon, 3, "b").toEnd().gradients.values()).isNotEqualTo(gradient);
    }

    /** After each step a worker that knows nothing but the sequence's state goes on. */
    @ParameterizedTest
    @MethodSource("all")
    void aRestoredSequenceDropsTheSameOutputs(HorizonConfig horizon) throws IOException {
        Run undisturbed = new Run(horizon, 3, "a").toEnd();
        for (int restore = 1; restore < STEPS; restore += 3) {
            Run run = new Run(horizon, 3, "a").until(restore);
            run.restore();

            assertThat(run.toEnd().gradients.values())
                    .as("restored at %d", restore)
                    .isEqualTo(undisturbed.gradients.values());
        }
    }

    @Test
    void stepsWithTheSameNumberAtAnotherTimeDropOtherOutputs() throws IOException {
        HorizonConfig horizon = new HorizonConfig.Truncated(4, 4);
        Run later = new Run(horizon, 3, "a");
        later.start = 1_000_000;
        assertThat(later.toEnd().gradients.values())
                .isNotEqualTo(new Run(horizon, 3, "a").toEnd().gradients.values());
    }

    /** One sequence on parameters that stand still. */
    private static final class Run {

        private final HorizonConfig horizon;
        private final long seed;
        private final String id;
        private final Sequencer sequencer;
        private final List<PrequentialPrediction> scored = new ArrayList<>();
        private final Gradients gradients = new Gradients(Initialization.keras(SPEC, 5).length);
        private WindowTrainer trainer;
        private SequenceState state = new SequenceState(SPEC.stateSize());
        private long start;
        private int next;

        Run(HorizonConfig horizon, long seed, String id) {
            this.horizon = horizon;
            this.seed = seed;
            this.id = id;
            sequencer = new Sequencer(
                    new WindowRule(horizon.every(), TargetRule.GIVEN),
                    new ReorderRule(10, 10, GapPolicy.RESET),
                    new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                    SequenceListener.NONE);
            trainer = trainer();
        }

        private WindowTrainer trainer() {
            TargetCodec codec = TargetCodec.of(SPEC.head(), TargetRule.GIVEN, false, SCALE);
            WindowTrainer made =
                    new WindowTrainer(new BatchRow(SPEC, SCALE, codec), horizon, 1, 0, PredictionSelection.ALL);
            made.dropoutSeed(seed);
            made.load(Initialization.keras(SPEC, 5), 1);
            return made;
        }

        Run until(int end) {
            while (next < end) {
                int t = next++;
                float[] features = {(float) Math.sin(0.7 * t)};
                float[] target = {(float) Math.sin(0.7 * (t + 1))};
                boolean ends = t == STEPS - 1;
                sequencer.accept(
                        state, new Step(id, t, start + 1000L * t, features, Step.NONE, target, Step.NONE, 1f, ends));
                while (!state.ready.isEmpty()) {
                    trainer.train(List.of(state), gradients, scored::add);
                }
            }
            return this;
        }

        Run toEnd() {
            until(STEPS);
            trainer.close();
            return this;
        }

        void restore() throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(64);
            new SequenceStateSerializer().serialize(state, out);
            state = new SequenceStateSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
            trainer.close();
            trainer = trainer();
        }
    }
}
