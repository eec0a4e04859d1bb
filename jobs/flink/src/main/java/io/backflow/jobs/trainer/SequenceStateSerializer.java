package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
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
    private static final byte LAYOUT = 5;

    /** Without {@link SequenceState#labels}. */
    private static final byte WITHOUT_LABELS = 4;

    /** The same without {@link SequenceState#features} and {@link SequenceState#byTime}. */
    private static final byte BY_NUMBER = 3;

    /** With one episode, after whose end no step was taken. */
    private static final byte ONE_EPISODE = 2;

    /** The same without {@link SequenceState#horizon}, which is then empty. */
    private static final byte WITHOUT_HORIZON = 1;

    /** What a window ends; builds without replay wrote 0, or 1 where it ends the recurrent state. */
    private static final int ENDS_STATE = 1;

    private static final int ENDS_LIFE = 2;

    public SequenceStateSerializer() {
        super(SequenceState.class);
    }

    @Override
    public void serialize(SequenceState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        FloatVectors.write(state.recurrent, out);
        out.writeLong(state.recurrentVersion);
        out.writeLong(state.lastEventTime);
        out.writeLong(state.timer);
        out.writeBoolean(state.expired);
        EpisodeLayout.write(state, out);
        FloatVectors.write(state.lastTarget, out);
        writeSteps(state.lastTaken == null ? List.of() : List.of(state.lastTaken), out);
        writeSteps(state.early.values(), out);
        writeSteps(state.next.values(), out);
        writeSteps(state.open, out);
        writeWindows(state.ready, out);
        HorizonLayout.write(state.horizon, out);
        FloatVectors.write(state.features.values, out);
        out.writeLong(state.features.time);
        TimeLayout.write(state.byTime, out);
        LabelLayout.write(state.labels, state.open, out);
    }

    @Override
    public SequenceState deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout == ONE_EPISODE || layout == WITHOUT_HORIZON) {
            return FormerLayout.read(in, layout == ONE_EPISODE);
        }
        if (layout != BY_NUMBER && layout != WITHOUT_LABELS) {
            checkLayout(layout, LAYOUT);
        }
        SequenceState state = readRecurrent(in);
        state.lastEventTime = in.readLong();
        state.timer = in.readLong();
        state.expired = in.readBoolean();
        EpisodeLayout.read(state, in);
        state.lastTarget = FloatVectors.read(in);
        readSteps(in).forEach(step -> state.lastTaken = step);
        readSteps(in).forEach(step -> state.early.put(step.step(), step));
        state.restoreNext(readSteps(in));
        state.open.addAll(readSteps(in));
        state.ready.addAll(readWindows(in));
        HorizonLayout.read(state.horizon, in);
        if (layout != BY_NUMBER) {
            state.features.values = FloatVectors.read(in);
            state.features.time = in.readLong();
            state.byTime = TimeLayout.read(in);
        }
        if (layout == LAYOUT) {
            state.labels = LabelLayout.read(state.open, in);
        }
        return state;
    }

    static SequenceState readRecurrent(DataInputView in) throws IOException {
        float[] recurrent = FloatVectors.read(in);
        SequenceState state = new SequenceState(recurrent.length);
        System.arraycopy(recurrent, 0, state.recurrent, 0, recurrent.length);
        state.recurrentVersion = in.readLong();
        return state;
    }

    static void writeWindows(Collection<Window> windows, DataOutputView out) throws IOException {
        out.writeInt(windows.size());
        for (Window window : windows) {
            out.writeLong(window.completedAt());
            out.writeByte((window.endsState() ? ENDS_STATE : 0) | (window.endsLife() ? ENDS_LIFE : 0));
            writeSteps(window.steps(), out);
        }
    }

    static List<Window> readWindows(DataInputView in) throws IOException {
        List<Window> windows = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            long completedAt = in.readLong();
            int ends = in.readByte();
            windows.add(new Window(readSteps(in), completedAt, (ends & ENDS_STATE) != 0, (ends & ENDS_LIFE) != 0));
        }
        return windows;
    }

    /** Steps and windows are immutable and shared; the rest is copied. */
    @Override
    public SequenceState copy(SequenceState from) {
        SequenceState copy = new SequenceState(from.recurrent.length);
        System.arraycopy(from.recurrent, 0, copy.recurrent, 0, from.recurrent.length);
        copy.recurrentVersion = from.recurrentVersion;
        copy.lastEventTime = from.lastEventTime;
        copy.timer = from.timer;
        copy.expired = from.expired;
        copy.episode.become(from.episode);
        copy.former = EpisodeLayout.copy(from.former);
        copy.lastTarget = from.lastTarget;
        copy.lastTaken = from.lastTaken;
        copy.early.putAll(from.early);
        copy.restoreNext(from.next.values());
        copy.open.addAll(from.open);
        copy.ready.addAll(from.ready);
        copy.horizon.become(from.horizon);
        copy.features.become(from.features);
        copy.byTime = TimeLayout.copy(from.byTime);
        copy.labels = LabelLayout.copy(from.labels, from.open);
        return copy;
    }

    static void writeSteps(Collection<Step> steps, DataOutputView out) throws IOException {
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
