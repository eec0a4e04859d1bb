package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States as builds wrote them before steps were packed: layouts 3, 4 and 5. */
final class PlainLayoutTest {

    private final SequenceStateSerializer serializer = new SequenceStateSerializer();

    @ParameterizedTest
    @ValueSource(bytes = {PlainLayout.BY_NUMBER, PlainLayout.WITHOUT_LABELS, PlainLayout.WHOLE})
    void aStateOfAFormerBuildIsReadAndWrittenInThePresentLayout(byte layout) throws IOException {
        SequenceState state = underWay();

        SequenceState read = serializer.deserialize(new DataInputDeserializer(written(state, layout)));

        assertThat(read).usingRecursiveComparison().isEqualTo(state);
        DataOutputSerializer now = new DataOutputSerializer(64);
        serializer.serialize(read, now);
        assertThat(serializer.deserialize(new DataInputDeserializer(now.getCopyOfBuffer())))
                .usingRecursiveComparison()
                .isEqualTo(state);
    }

    private static SequenceState underWay() {
        SequenceState state = new SequenceState(2);
        Sequencer sequencer = new Sequencer(
                new WindowRule(3, new TargetRule(1, new int[] {0, 1})),
                new ReorderRule(9, 50_000, GapPolicy.RESET),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                SequenceListener.NONE);
        for (long number : new long[] {0, 1, 2, 3, 4, 7, 9}) {
            sequencer.accept(state, new Step("s", number, 1000 + number, new float[] {number, 0.5f}));
        }
        state.recurrent[1] = 0.25f;
        state.recurrentVersion = 4;
        state.timer = 99;
        state.lastTarget = new float[] {3, 0.5f};
        Step past = new Step("s", 8, 8, new float[] {8, 8});
        state.horizon.past.add(past);
        state.horizon.parts.add(new HorizonMemory.Part(new float[] {1, 2}, List.of(past)));
        state.horizon.influence = new float[600];
        state.horizon.influence[599] = 7;
        return state;
    }

    private static byte[] written(SequenceState state, byte layout) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeByte(layout);
        FloatVectors.write(state.recurrent, out);
        out.writeLong(state.recurrentVersion);
        out.writeLong(state.lastEventTime);
        out.writeLong(state.timer);
        out.writeBoolean(state.expired);
        EpisodeLayout.write(state, out);
        FloatVectors.write(state.lastTarget, out);
        steps(state.lastTaken == null ? List.of() : List.of(state.lastTaken), out);
        steps(state.early.values(), out);
        steps(state.next.values(), out);
        steps(state.open, out);
        out.writeInt(state.ready.size());
        for (Window window : state.ready) {
            out.writeLong(window.completedAt());
            out.writeByte(0);
            steps(window.steps(), out);
        }
        steps(state.horizon.past, out);
        out.writeInt(state.horizon.parts.size());
        for (HorizonMemory.Part part : state.horizon.parts) {
            FloatVectors.write(part.start(), out);
            steps(part.steps(), out);
        }
        FloatVectors.write(state.horizon.influence, out);
        if (layout > PlainLayout.BY_NUMBER) {
            FloatVectors.write(state.features.values, out);
            out.writeLong(state.features.time);
            out.writeBoolean(false);
        }
        if (layout > PlainLayout.WITHOUT_LABELS) {
            out.writeBoolean(false);
        }
        return out.getCopyOfBuffer();
    }

    private static void steps(Collection<Step> steps, DataOutputSerializer out) throws IOException {
        out.writeInt(steps.size());
        for (Step step : steps) {
            StepLayout.write(step, out);
        }
    }
}
