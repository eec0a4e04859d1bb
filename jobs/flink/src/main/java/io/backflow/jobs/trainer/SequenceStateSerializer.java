package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.SkippedSteps;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a {@link SequenceState} down. A layout starts with its number, so that a later build reads an older savepoint.
 */
public final class SequenceStateSerializer extends FlatSerializer<SequenceState> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 2;

    /** Without {@link SequenceState#horizon}, which is then empty. */
    private static final byte WITHOUT_HORIZON = 1;

    public SequenceStateSerializer() {
        super(SequenceState.class);
    }

    @Override
    public void serialize(SequenceState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        FloatVectors.write(state.recurrent, out);
        out.writeLong(state.recurrentVersion);
        out.writeLong(state.nextStep);
        out.writeLong(state.lastEventTime);
        out.writeLong(state.timer);
        out.writeBoolean(state.ended);
        out.writeBoolean(state.expired);
        FloatVectors.write(state.lastTarget, out);
        writeSteps(state.lastTaken == null ? List.of() : List.of(state.lastTaken), out);
        writeSteps(state.early.values(), out);
        writeSteps(state.open, out);
        out.writeInt(state.ready.size());
        for (Window window : state.ready) {
            out.writeLong(window.completedAt());
            out.writeBoolean(window.endsState());
            writeSteps(window.steps(), out);
        }
        out.writeLong(state.skipped.forgottenBefore());
        out.writeInt(state.skipped.size());
        for (SkippedSteps.Range range : state.skipped.ranges()) {
            out.writeLong(range.from());
            out.writeLong(range.to());
        }
        HorizonLayout.write(state.horizon, out);
    }

    @Override
    public SequenceState deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout != WITHOUT_HORIZON) {
            checkLayout(layout, LAYOUT);
        }
        float[] recurrent = FloatVectors.read(in);
        SequenceState state = new SequenceState(recurrent.length);
        System.arraycopy(recurrent, 0, state.recurrent, 0, recurrent.length);
        state.recurrentVersion = in.readLong();
        state.nextStep = in.readLong();
        state.lastEventTime = in.readLong();
        state.timer = in.readLong();
        state.ended = in.readBoolean();
        state.expired = in.readBoolean();
        state.lastTarget = FloatVectors.read(in);
        readSteps(in).forEach(step -> state.lastTaken = step);
        readSteps(in).forEach(step -> state.early.put(step.step(), step));
        state.open.addAll(readSteps(in));
        for (int left = in.readInt(); left > 0; left--) {
            long completedAt = in.readLong();
            boolean endsState = in.readBoolean();
            state.ready.add(new Window(readSteps(in), completedAt, endsState));
        }
        state.skipped.forgetBefore(in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            state.skipped.add(in.readLong(), in.readLong());
        }
        if (layout != WITHOUT_HORIZON) {
            HorizonLayout.read(state.horizon, in);
        }
        return state;
    }

    /** Steps and windows are immutable and shared; the rest is copied. */
    @Override
    public SequenceState copy(SequenceState from) {
        SequenceState copy = new SequenceState(from.recurrent.length);
        System.arraycopy(from.recurrent, 0, copy.recurrent, 0, from.recurrent.length);
        copy.recurrentVersion = from.recurrentVersion;
        copy.nextStep = from.nextStep;
        copy.lastEventTime = from.lastEventTime;
        copy.timer = from.timer;
        copy.ended = from.ended;
        copy.expired = from.expired;
        copy.lastTarget = from.lastTarget;
        copy.lastTaken = from.lastTaken;
        copy.early.putAll(from.early);
        copy.open.addAll(from.open);
        copy.ready.addAll(from.ready);
        copy.skipped.forgetBefore(from.skipped.forgottenBefore());
        from.skipped.ranges().forEach(range -> copy.skipped.add(range.from(), range.to()));
        copy.horizon.become(from.horizon);
        return copy;
    }

    private static void writeSteps(Collection<Step> steps, DataOutputView out) throws IOException {
        out.writeInt(steps.size());
        for (Step step : steps) {
            StepLayout.write(step, out);
        }
    }

    static List<Step> readSteps(DataInputView in) throws IOException {
        int count = in.readInt();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(StepLayout.read(in));
        }
        return steps;
    }

    @Override
    public TypeSerializerSnapshot<SequenceState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SequenceState> {
        public Snapshot() {
            super(SequenceStateSerializer::new);
        }
    }
}
