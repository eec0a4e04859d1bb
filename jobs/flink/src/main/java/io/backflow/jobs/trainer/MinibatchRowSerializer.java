package io.backflow.jobs.trainer;

import io.backflow.jobs.state.FlatSerializer;
import io.backflow.jobs.state.FloatVectors;
import io.backflow.model.MinibatchRow;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link MinibatchRow} down. A layout starts with its number. */
public final class MinibatchRowSerializer extends FlatSerializer<MinibatchRow> {

    private static final long serialVersionUID = 1L;
    private static final byte LAYOUT = 1;

    public MinibatchRowSerializer() {
        super(MinibatchRow.class);
    }

    @Override
    public void serialize(MinibatchRow row, DataOutputView out) throws IOException {
        out.writeByte(LAYOUT);
        FloatVectors.write(row.inputs(), out);
        write(row.tokens(), out);
        FloatVectors.write(row.targets(), out);
        write(row.labels(), out);
        FloatVectors.write(row.weights(), out);
        FloatVectors.write(row.state(), out);
    }

    @Override
    public MinibatchRow deserialize(DataInputView in) throws IOException {
        checkLayout(in.readByte(), LAYOUT);
        return new MinibatchRow(
                FloatVectors.read(in),
                read(in),
                FloatVectors.read(in),
                read(in),
                FloatVectors.read(in),
                FloatVectors.read(in));
    }

    private static void write(int[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
    }

    private static int[] read(DataInputView in) throws IOException {
        int[] values = new int[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public MinibatchRow copy(MinibatchRow from) {
        return from;
    }

    @Override
    public TypeSerializerSnapshot<MinibatchRow> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Remembers which serializer wrote the state; the layout number inside the data does the rest. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MinibatchRow> {
        public Snapshot() {
            super(MinibatchRowSerializer::new);
        }
    }
}
