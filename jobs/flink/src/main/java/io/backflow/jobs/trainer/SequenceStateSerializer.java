package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.PackedVectors;
import java.io.IOException;
import java.util.Arrays;
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
    private static final byte LAYOUT = 6;

    /** With one episode, after whose end no step was taken. */
    private static final byte ONE_EPISODE = 2;

    /** The same without {@link SequenceState#horizon}, which is then empty. */
    private static final byte WITHOUT_HORIZON = 1;

    private static final int EXPIRED = 1;

    /** {@link SequenceState#lastTaken} is the last open step, and is not written; or else it is. */
    private static final int TAKEN_OPEN = 2;

    private static final int TAKEN = 4;

    /** {@link SequenceState#lastTarget} is what the first open step shows, and is not written. */
    private static final int TARGET_OPEN = 8;

    private static final int TIMER = 16;

    /** The newest step had waited for others when it was taken; else {@link SequenceState#takenAt} is not written. */
    private static final int TAKEN_LATER = 32;

    public SequenceStateSerializer() {
        super(SequenceState.class);
    }

    @Override
    public void serialize(SequenceState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        int flags = flags(state);
        out.writeByte(flags);
        PackedVectors.write(state.recurrent, out);
        out.writeLong(state.recurrentVersion);
        out.writeLong(state.lastEventTime);
        if ((flags & TIMER) != 0) {
            out.writeLong(state.timer);
        }
        if ((flags & TAKEN_LATER) != 0) {
            out.writeLong(state.takenAt);
        }
        EpisodeLayout.write(state, out);
        PackedSteps.write(state.open, out);
        Step taken = state.lastTaken;
        if ((flags & TAKEN) != 0 && taken != null) {
            PackedSteps.write(List.of(taken), out);
        }
        if ((flags & TARGET_OPEN) == 0) {
            PackedVectors.write(state.lastTarget, out);
        }
        PackedSteps.write(state.early.values(), out);
        PackedSteps.write(state.next.values(), out);
        StepsLayout.write(state.ready, out);
        HorizonLayout.write(state.horizon, out);
        PackedVectors.write(state.features.values, out);
        out.writeLong(state.features.time);
        TimeLayout.write(state.byTime, out);
        LabelLayout.write(state.labels, state.open, out);
    }

    private static int flags(SequenceState state) {
        boolean open = !state.open.isEmpty();
        boolean takenOpen = open && state.open.get(state.open.size() - 1) == state.lastTaken;
        boolean targetOpen = open && Arrays.equals(state.open.get(0).features(), state.lastTarget);
        return (state.expired ? EXPIRED : 0)
                | (takenOpen ? TAKEN_OPEN : 0)
                | (takenOpen || state.lastTaken == null ? 0 : TAKEN)
                | (targetOpen ? TARGET_OPEN : 0)
                | (state.timer == LifetimeRule.NEVER ? 0 : TIMER)
                | (state.takenAt > state.episode.until ? TAKEN_LATER : 0);
    }

    @Override
    public SequenceState deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout == ONE_EPISODE || layout == WITHOUT_HORIZON) {
            return FormerLayout.read(in, layout == ONE_EPISODE);
        }
        if (layout >= PlainLayout.BY_NUMBER && layout <= PlainLayout.WHOLE) {
            return PlainLayout.read(in, layout);
        }
        checkLayout(layout, LAYOUT);
        return read(in);
    }

    private static SequenceState read(DataInputView in) throws IOException {
        int flags = in.readByte();
        float[] recurrent = PackedVectors.read(in);
        SequenceState state = new SequenceState(recurrent.length);
        System.arraycopy(recurrent, 0, state.recurrent, 0, recurrent.length);
        state.recurrentVersion = in.readLong();
        state.lastEventTime = in.readLong();
        state.timer = (flags & TIMER) == 0 ? LifetimeRule.NEVER : in.readLong();
        state.expired = (flags & EXPIRED) != 0;
        long takenLater = (flags & TAKEN_LATER) == 0 ? Long.MIN_VALUE : in.readLong();
        EpisodeLayout.read(state, in);
        state.takenAt = Math.max(state.takenAt, takenLater);
        state.open.addAll(PackedSteps.read(in));
        if ((flags & TAKEN_OPEN) != 0) {
            state.lastTaken = state.open.get(state.open.size() - 1);
        } else if ((flags & TAKEN) != 0) {
            state.lastTaken = PackedSteps.read(in).get(0);
        }
        state.lastTarget = (flags & TARGET_OPEN) != 0 ? state.open.get(0).features() : PackedVectors.read(in);
        PackedSteps.read(in).forEach(step -> state.early.put(step.step(), step));
        state.restoreNext(PackedSteps.read(in));
        state.ready.addAll(StepsLayout.PACKED.windows(in));
        HorizonLayout.read(state.horizon, in, StepsLayout.PACKED);
        state.features.values = PackedVectors.read(in);
        state.features.time = in.readLong();
        state.byTime = TimeLayout.read(in, StepsLayout.PACKED);
        state.labels = LabelLayout.read(state.open, in, StepsLayout.PACKED);
        return state;
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
        copy.takenAt = from.takenAt;
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
