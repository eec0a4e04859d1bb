package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import io.backflow.model.horizon.OnlineMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HorizonTest {

    /** Bytes of an empty horizon: three lengths of 0. */
    static Stream<HorizonConfig> all() {
        return Stream.of(
                new HorizonConfig.Truncated(4, 4),
                new HorizonConfig.Truncated(1, 1),
                new HorizonConfig.Truncated(4, 10),
                new HorizonConfig.Full(4, 1_000),
                new HorizonConfig.Full(4, 8),
                new HorizonConfig.Online(OnlineMethod.RTRL, 1 << 20),
                new HorizonConfig.Online(OnlineMethod.SNAP1, 1 << 20));
    }

    /** As many windows as there are, the gradient of the sequences fed as a whole; the first of them never ends. */
    @ParameterizedTest
    @MethodSource("reachingAll")
    void whatReachesTheWholePastGivesTheGradientOfTheUnsplitSequences(HorizonConfig horizon) {
        float[] unsplit = train(new HorizonConfig.Truncated(28, 28)).gradients.values();
        Stretch stretch = train(horizon);
        double largest = 1;
        for (float g : unsplit) {
            largest = Math.max(largest, Math.abs(g));
        }
        for (int i = 0; i < unsplit.length; i++) {
            assertThat(Math.abs(stretch.gradients.values()[i] - unsplit[i]))
                    .as("parameter %d", i)
                    .isLessThanOrEqualTo((float) (1e-5 * largest)); // single precision
        }
        assertThat(stretch.gradients.weightSum()).isEqualTo(28 + 9 + 16);
    }

    static Stream<HorizonConfig> reachingAll() {
        return Stream.of(
                new HorizonConfig.Truncated(4, 100),
                new HorizonConfig.Truncated(1, 28),
                new HorizonConfig.Full(4, 28),
                new HorizonConfig.Full(1, 28),
                new HorizonConfig.Full(7, 28),
                new HorizonConfig.Online(OnlineMethod.RTRL, 1 << 20));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRestoreBetweenWindowsChangesNoBit(HorizonConfig horizon) {
        Stretch undisturbed = train(horizon);
        Stretch restored = Stretch.train(horizon, state -> read(written(state)));
        assertThat(restored.gradients.values()).isEqualTo(undisturbed.gradients.values());
        for (int s = 0; s < Stretch.LENGTHS.length; s++) {
            assertThat(restored.sequences.get(s).recurrent).isEqualTo(undisturbed.sequences.get(s).recurrent);
        }
        assertThat(restored.totals).isEqualTo(undisturbed.totals);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aCopyOfTheStateSharesNothingThatChanges(HorizonConfig horizon) {
        Stretch undisturbed = train(horizon);
        Stretch copied = Stretch.train(horizon, state -> {
            SequenceState copy = new SequenceStateSerializer().copy(state);
            state.clearRecurrent();
            return copy;
        });
        assertThat(copied.gradients.values()).isEqualTo(undisturbed.gradients.values());
    }

    /** Under parameters that stand still. */
    @ParameterizedTest
    @MethodSource("all")
    void theHorizonChangesNoPrediction(HorizonConfig horizon) {
        List<PrequentialPrediction> expected = train(new HorizonConfig.Truncated(28, 28)).scored;
        List<PrequentialPrediction> scored = train(horizon).scored;
        for (PrequentialPrediction step : scored) {
            float same = expected.stream()
                    .filter(e -> e.sequenceId().equals(step.sequenceId()) && e.step() == step.step())
                    .map(e -> e.prediction()[0])
                    .findFirst()
                    .orElseThrow();
            assertThat(Math.abs(step.prediction()[0] - same)).isLessThan(1e-6f); // products of other shapes
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachStepIsScoredOnceAndTrainedOnceOrStillHeld(HorizonConfig horizon) {
        Stretch stretch = train(horizon);
        SequenceState open = stretch.sequences.get(0);
        int waiting = open.open.size();
        int held = open.horizon.held();
        assertThat(stretch.scored).hasSize(53 - waiting);
        assertThat(stretch.totals.steps()).isEqualTo(53 - waiting - held);
        long trained = stretch.scored.stream()
                .filter(step -> !step.sequenceId().equals("s0") || step.step() < 28 - waiting - held)
                .mapToLong(step -> StepHash.of(StepHash.ofSequence(step.sequenceId()), step.step(), step.eventTime()))
                .sum();
        assertThat(stretch.totals.stepsHash()).isEqualTo(trained);
    }

    @Test
    void aSequenceThatOutgrowsTheBoundIsLearntFromAndTheCutCounted() {
        Stretch stretch = train(new HorizonConfig.Full(4, 8));
        assertThat(stretch.cuts).isEqualTo(3 + 1 + 1);
        assertThat(stretch.sequences.get(0).horizon.held()).isEqualTo(4);
        assertThat(stretch.gradients.weightSum()).isEqualTo(24 + 9 + 16);
    }

    private static Stretch train(HorizonConfig horizon) {
        return Stretch.train(horizon, UnaryOperator.identity());
    }

    private static byte[] written(SequenceState state) {
        DataOutputSerializer out = new DataOutputSerializer(64);
        try {
            new SequenceStateSerializer().serialize(state, out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SequenceState read(byte[] bytes) {
        try {
            return new SequenceStateSerializer().deserialize(new DataInputDeserializer(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
