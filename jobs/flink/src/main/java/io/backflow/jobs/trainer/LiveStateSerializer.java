package io.backflow.jobs.trainer;

import io.backflow.jobs.forecast.AwaitedForecast;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.RecentSteps;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Writes a {@link LiveState} down. A layout starts with its number. */
public final class LiveStateSerializer extends FlatSerializer<LiveState> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 2;
    private static final byte WITHOUT_ERRORS = 1;

    public LiveStateSerializer() {
        super(LiveState.class);
    }

    @Override
    public void serialize(LiveState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        FloatVectors.write(state.recurrent, out);
        out.writeLong(state.version);
        out.writeLong(state.step);
        out.writeLong(state.eventTime);
        out.writeLong(state.stepMillis);
        FloatVectors.write(state.lastTarget, out);
        out.writeInt(state.awaited.size());
        for (AwaitedForecast forecast : state.awaited) {
            StepLayout.write(forecast.step(), out);
            FloatVectors.write(forecast.outputs(), out);
            out.writeLong(forecast.madeAt());
        }
        RecentSteps recent = state.recent;
        out.writeBoolean(recent != null);
        if (recent != null) {
            write(recent, out);
        }
        out.writeInt(state.errors.length);
        for (double number : state.errors) {
            out.writeDouble(number);
        }
        FloatVectors.write(state.widths, out);
        for (AwaitedForecast forecast : state.awaited) {
            FloatVectors.write(forecast.widths(), out);
        }
    }

    private static void write(RecentSteps recent, DataOutputView out) throws IOException {
        FloatVectors.write(recent.before, out);
        FloatVectors.write(recent.middle, out);
        out.writeInt(recent.steps.size());
        for (Step step : recent.steps) {
            StepLayout.write(step, out);
        }
    }

    @Override
    public LiveState deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout != WITHOUT_ERRORS) {
            checkLayout(layout, LAYOUT);
        }
        float[] recurrent = FloatVectors.read(in);
        LiveState state = new LiveState(recurrent.length);
        System.arraycopy(recurrent, 0, state.recurrent, 0, recurrent.length);
        state.version = in.readLong();
        state.step = in.readLong();
        state.eventTime = in.readLong();
        state.stepMillis = in.readLong();
        state.lastTarget = FloatVectors.read(in);
        for (int left = in.readInt(); left > 0; left--) {
            state.awaited.add(new AwaitedForecast(StepLayout.read(in), FloatVectors.read(in), in.readLong()));
        }
        state.recent = in.readBoolean() ? readRecent(recurrent.length, in) : null;
        if (layout == LAYOUT) {
            state.errors = readErrors(in);
            state.widths = FloatVectors.read(in);
            for (int left = state.awaited.size(); left > 0; left--) {
                state.awaited.add(state.awaited.remove().with(FloatVectors.read(in)));
            }
        }
        return state;
    }

    private static double[] readErrors(DataInputView in) throws IOException {
        double[] errors = new double[in.readInt()];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = in.readDouble();
        }
        return errors;
    }

    private static RecentSteps readRecent(int stateSize, DataInputView in) throws IOException {
        RecentSteps recent = new RecentSteps(stateSize);
        System.arraycopy(FloatVectors.read(in), 0, recent.before, 0, stateSize);
        System.arraycopy(FloatVectors.read(in), 0, recent.middle, 0, stateSize);
        recent.steps.addAll(StepLayout.readAll(in));
        return recent;
    }

    /** Steps and forecasts are immutable and shared; the rest is copied. */
    @Override
    public LiveState copy(LiveState from) {
        LiveState copy = new LiveState(from.recurrent.length);
        System.arraycopy(from.recurrent, 0, copy.recurrent, 0, from.recurrent.length);
        copy.version = from.version;
        copy.step = from.step;
        copy.eventTime = from.eventTime;
        copy.stepMillis = from.stepMillis;
        copy.lastTarget = from.lastTarget;
        copy.awaited.addAll(from.awaited);
        copy.errors = from.errors.clone();
        copy.widths = from.widths.clone();
        copy.recent = copy(from.recent, from.recurrent.length);
        return copy;
    }

    private static @Nullable RecentSteps copy(@Nullable RecentSteps from, int stateSize) {
        if (from == null) {
            return null;
        }
        RecentSteps copy = new RecentSteps(stateSize);
        copy.become(from);
        return copy;
    }

    @Override
    public TypeSerializerSnapshot<LiveState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<LiveState> {
        public Snapshot() {
            super(LiveStateSerializer::new);
        }
    }
}
