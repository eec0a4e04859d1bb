package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Reservoir;
import io.backflow.jobs.state.FlatSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link Reservoir} down. A layout starts with its number. */
public final class ReservoirSerializer extends FlatSerializer<Reservoir> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 2;

    /** Without the alarm of drift that last emptied it. */
    private static final byte FORMER_LAYOUT = 1;

    public ReservoirSerializer() {
        super(Reservoir.class);
    }

    @Override
    public void serialize(Reservoir reservoir, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        out.writeLong(reservoir.offered());
        out.writeInt(reservoir.kept());
        out.writeLong(reservoir.since());
    }

    @Override
    public Reservoir deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout != FORMER_LAYOUT) {
            checkLayout(layout, LAYOUT);
        }
        return new Reservoir(in.readLong(), in.readInt(), layout == FORMER_LAYOUT ? 0 : in.readLong());
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Reservoir copy(Reservoir from) {
        return from;
    }

    @Override
    public TypeSerializerSnapshot<Reservoir> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Reservoir> {
        public Snapshot() {
            super(ReservoirSerializer::new);
        }
    }
}
