package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States as they were written before sequences had episodes: in layout 1 without a horizon, in layout 2 with one. */
class FormerLayoutTest {

    private final Sequencer sequencer = new Sequencer(
            new WindowRule(3, TargetRule.GIVEN),
            new ReorderRule(3, 600_000, GapPolicy.RESET),
            new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
            SequenceListener.NONE);

    @ParameterizedTest
    @ValueSource(bytes = {1, 2})
    void aSequenceUnderWayGoesOnAndKnowsItsDuplicates(byte layout) throws IOException {
        SequenceState state = read(layout, false, List.of(step(7, 7_000)));

        assertThat(state.recurrent).containsExactly(0f, 0.5f);
        assertThat(state.recurrentVersion).isEqualTo(9);
        assertThat(state.timer).isEqualTo(12_345);
        assertThat(state.open).hasSize(2);
        assertThat(state.ready).hasSize(1);
        assertThat(sequencer.accept(state, step(2, 2_000)).verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(sequencer.accept(state, step(3, 3_000)).verdict())
                .as("given up")
                .isEqualTo(Verdict.LATE);
        assertThat(sequencer.accept(state, step(6, 6_000)).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(state.early).as("step 7 came before").isEmpty();
        assertThat(sequencer.accept(state, step(0, 8_000)).verdict())
                .as("of the next episode")
                .isEqualTo(Verdict.HELD);
    }

    @ParameterizedTest
    @ValueSource(bytes = {1, 2})
    void aSequenceThatHadEndedBeginsAgain(byte layout) throws IOException {
        SequenceState state = read(layout, true, List.of());

        assertThat(sequencer.accept(state, step(5, 5_000)).verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(sequencer.accept(state, step(0, 8_000)).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    /** Steps 0 to 5 were taken, but for 3, which was given up; the newest seen is of 7,000. */
    private static SequenceState read(byte layout, boolean ended, List<Step> early) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeByte(layout);
        FloatVectors.write(new float[] {0f, 0.5f}, out);
        out.writeLong(9); // version of the recurrent state
        out.writeLong(6); // next step
        out.writeLong(7_000); // newest event time
        out.writeLong(12_345); // timer
        out.writeBoolean(ended);
        out.writeBoolean(false); // expired
        FloatVectors.write(new float[0], out); // last target
        steps(List.of(step(5, 5_000)), out); // last taken
        steps(early, out);
        steps(ended ? List.of() : List.of(step(4, 4_000), step(5, 5_000)), out); // open
        out.writeInt(1); // ready
        out.writeLong(2_000);
        out.writeBoolean(true);
        steps(List.of(step(0, 0), step(1, 1_000), step(2, 2_000)), out);
        out.writeLong(0); // forgotten gaps
        out.writeInt(1);
        out.writeLong(3);
        out.writeLong(4);
        if (layout == 2) {
            steps(List.of(), out); // past
            out.writeInt(0); // parts
            FloatVectors.write(new float[0], out); // influence
        }
        return new SequenceStateSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static void steps(List<Step> steps, DataOutputSerializer out) throws IOException {
        out.writeInt(steps.size());
        for (Step step : steps) {
            StepLayout.write(step, out);
        }
    }

    private static Step step(long number, long time) {
        return new Step("s", number, time, new float[] {number}, Step.NONE, null, Step.NONE, 1f, false);
    }
}
