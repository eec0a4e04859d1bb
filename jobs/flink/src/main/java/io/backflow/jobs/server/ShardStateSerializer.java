package io.backflow.jobs.server;

import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.FlatTotals;
import io.backflow.jobs.state.FloatVectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a {@link ShardState} down. A layout starts with its number, so that a later build reads an older savepoint.
 */
public final class ShardStateSerializer extends FlatSerializer<ShardState> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 3;

    /** Without what commands change. */
    private static final byte WITHOUT_COMMANDS = 2;

    /** Without the settings, the length of rounds and the updates of the workers' slots. */
    private static final byte WITHOUT_SETTINGS = 1;

    public ShardStateSerializer() {
        super(ShardState.class);
    }

    @Override
    public void serialize(ShardState state, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        FloatVectors.write(state.values, out);
        FloatVectors.write(state.slots, out);
        FloatVectors.write(state.workerSlots, out);
        out.writeLong(state.session);
        out.writeLong(state.version);
        out.writeLong(state.updates);
        out.writeLong(state.closedRound);
        FlatTotals.write(state.totals, out);
        out.writeLong(state.workerUpdates);
        out.writeLong(state.roundMillis);
        writeText(state.settings, out);
        out.writeLong(state.slotsFreshAt);
        out.writeDouble(state.learningRate);
        out.writeLong(state.rollbacks);
    }

    @Override
    public ShardState deserialize(DataInputView in) throws IOException {
        byte layout = in.readByte();
        if (layout != WITHOUT_SETTINGS && layout != WITHOUT_COMMANDS) {
            checkLayout(layout, LAYOUT);
        }
        ShardState state = new ShardState(FloatVectors.read(in), FloatVectors.read(in), FloatVectors.read(in));
        state.session = in.readLong();
        state.version = in.readLong();
        state.updates = in.readLong();
        state.closedRound = in.readLong();
        state.totals = FlatTotals.read(in);
        boolean complete = layout != WITHOUT_SETTINGS;
        state.workerUpdates = complete ? in.readLong() : Slots.UNCOUNTED;
        state.roundMillis = complete ? in.readLong() : 0;
        state.settings = complete ? readText(in) : "";
        if (layout == LAYOUT) {
            state.slotsFreshAt = in.readLong();
            state.learningRate = in.readDouble();
            state.rollbacks = in.readLong();
        }
        return state;
    }

    @Override
    public ShardState copy(ShardState from) {
        ShardState copy = new ShardState(from.values.clone(), from.slots.clone(), from.workerSlots.clone());
        copy.session = from.session;
        copy.version = from.version;
        copy.updates = from.updates;
        copy.closedRound = from.closedRound;
        copy.totals = from.totals;
        copy.workerUpdates = from.workerUpdates;
        copy.roundMillis = from.roundMillis;
        copy.settings = from.settings;
        copy.slotsFreshAt = from.slotsFreshAt;
        copy.learningRate = from.learningRate;
        copy.rollbacks = from.rollbacks;
        return copy;
    }

    /** Unlike {@link DataOutputView#writeUTF}, takes a text of any length. */
    private static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public TypeSerializerSnapshot<ShardState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ShardState> {
        public Snapshot() {
            super(ShardStateSerializer::new);
        }
    }
}
