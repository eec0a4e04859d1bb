package io.backflow.jobs.scorer;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.GateState;
import io.backflow.jobs.scoring.OfferedModel;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Writes a {@link GateState} down, with the parameters of its versions. A layout starts with its number. */
public final class GateStateSerializer extends FlatSerializer<GateState> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 1;

    public GateStateSerializer() {
        super(GateState.class);
    }

    @Override
    public void serialize(GateState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        out.writeLong(state.offers);
        out.writeLong(state.turns);
        out.writeBoolean(state.held);
        out.writeBoolean(state.newest != null);
        if (state.newest != null) {
            write(state.newest, out);
        }
        writeOptional(state.current, out);
        writeOptional(state.shadow, out);
        writeOptional(state.waiting, out);
        out.writeInt(state.previous.size());
        for (OfferedModel model : state.previous) {
            writeOptional(model, out);
        }
        write(state.score, out);
    }

    private static void writeOptional(@Nullable OfferedModel model, DataOutputView out) throws IOException {
        out.writeBoolean(model != null);
        if (model != null) {
            out.writeLong(model.offer());
            write(model.id(), out);
            FloatVectors.write(model.values(), out);
        }
    }

    private static void write(VersionId id, DataOutputView out) throws IOException {
        out.writeLong(id.session());
        out.writeLong(id.nonce());
        out.writeLong(id.version());
    }

    private static void write(ShadowScore score, DataOutputView out) throws IOException {
        out.writeLong(score.offer());
        out.writeLong(score.steps());
        out.writeDouble(score.weightSum());
        out.writeDouble(score.lossSum());
        out.writeDouble(score.shadowLossSum());
    }

    @Override
    public GateState deserialize(DataInputView in) throws IOException {
        checkLayout(in.readByte(), LAYOUT);
        GateState state = new GateState();
        state.offers = in.readLong();
        state.turns = in.readLong();
        state.held = in.readBoolean();
        state.newest = in.readBoolean() ? readId(in) : null;
        state.current = readOptional(in);
        state.shadow = readOptional(in);
        state.waiting = readOptional(in);
        for (int left = in.readInt(); left > 0; left--) {
            OfferedModel model = readOptional(in);
            if (model != null) {
                state.previous.addLast(model);
            }
        }
        state.score = new ShadowScore(in.readLong(), in.readLong(), in.readDouble(), in.readDouble(), in.readDouble());
        return state;
    }

    private static @Nullable OfferedModel readOptional(DataInputView in) throws IOException {
        return in.readBoolean() ? new OfferedModel(in.readLong(), readId(in), FloatVectors.read(in)) : null;
    }

    private static VersionId readId(DataInputView in) throws IOException {
        return new VersionId(in.readLong(), in.readLong(), in.readLong());
    }

    /** Models are immutable and shared; the rest is copied. */
    @Override
    public GateState copy(GateState from) {
        GateState copy = new GateState();
        copy.offers = from.offers;
        copy.turns = from.turns;
        copy.held = from.held;
        copy.newest = from.newest;
        copy.current = from.current;
        copy.shadow = from.shadow;
        copy.waiting = from.waiting;
        copy.previous.addAll(from.previous);
        copy.score = from.score;
        return copy;
    }

    @Override
    public TypeSerializerSnapshot<GateState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<GateState> {
        public Snapshot() {
            super(GateStateSerializer::new);
        }
    }
}
