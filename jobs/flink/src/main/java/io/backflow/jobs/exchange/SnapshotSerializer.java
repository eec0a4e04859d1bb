package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.state.FlatTotals;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a snapshot, with every bit. */
final class SnapshotSerializer extends MessageSerializer<ShardSnapshot> {

    private static final long serialVersionUID = 1L;

    private final PackedVector vectors = new PackedVector(Encoding.FLOAT32);

    SnapshotSerializer() {
        super(ShardSnapshot.class);
    }

    @Override
    public void serialize(ShardSnapshot snapshot, DataOutputView out) throws IOException {
        out.writeLong(snapshot.id().session());
        out.writeLong(snapshot.id().nonce());
        out.writeLong(snapshot.id().version());
        out.writeInt(snapshot.shard());
        vectors.writeDense(snapshot.values(), out);
        write(snapshot.progress(), out);
        Slots slots = snapshot.workerSlots();
        out.writeBoolean(slots != null);
        if (slots != null) {
            vectors.writeDense(slots.values(), out);
            out.writeLong(slots.updates());
            out.writeLong(slots.since());
        }
        out.writeBoolean(snapshot.last());
    }

    @Override
    public ShardSnapshot deserialize(DataInputView in) throws IOException {
        return new ShardSnapshot(
                new VersionId(in.readLong(), in.readLong(), in.readLong()),
                in.readInt(),
                vectors.read(in),
                readProgress(in),
                in.readBoolean() ? new Slots(vectors.read(in), in.readLong(), in.readLong()) : null,
                in.readBoolean());
    }

    private static void write(ShardProgress progress, DataOutputView out) throws IOException {
        out.writeLong(progress.closedRound());
        out.writeInt(progress.acknowledged().length);
        for (long number : progress.acknowledged()) {
            out.writeLong(number);
        }
        out.writeLong(progress.staleness());
        FlatTotals.write(progress.totals(), out);
        out.writeLong(progress.rollbacks());
        DriftForm.write(progress.drift(), out);
    }

    private static ShardProgress readProgress(DataInputView in) throws IOException {
        long closedRound = in.readLong();
        long[] acknowledged = new long[in.readInt()];
        for (int worker = 0; worker < acknowledged.length; worker++) {
            acknowledged[worker] = in.readLong();
        }
        return new ShardProgress(
                closedRound, acknowledged, in.readLong(), FlatTotals.read(in), in.readLong(), DriftForm.read(in));
    }

    @Override
    public TypeSerializer<ShardSnapshot> duplicate() {
        return new SnapshotSerializer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotSerializer;
    }

    @Override
    public int hashCode() {
        return SnapshotSerializer.class.hashCode();
    }
}
