package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.ShardValues;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.state.FlatTotals;
import io.backflow.jobs.state.Varints;
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
        write(snapshot.content(), out);
        write(snapshot.progress(), out);
        Slots slots = snapshot.workerSlots();
        out.writeBoolean(slots != null);
        if (slots != null) {
            vectors.writeDense(slots.values(), out);
            out.writeLong(slots.updates());
            out.writeLong(slots.since());
        }
        out.writeBoolean(snapshot.last());
        out.writeInt(snapshot.worker());
    }

    @Override
    public ShardSnapshot deserialize(DataInputView in) throws IOException {
        return new ShardSnapshot(
                new VersionId(in.readLong(), in.readLong(), in.readLong()),
                in.readInt(),
                readValues(in),
                readProgress(in),
                in.readBoolean() ? new Slots(vectors.read(in), in.readLong(), in.readLong()) : null,
                in.readBoolean(),
                in.readInt());
    }

    private void write(ShardValues values, DataOutputView out) throws IOException {
        Stretches places = values.places();
        out.writeBoolean(places != null);
        if (places != null) {
            out.writeLong(places.since());
            Varints.writeUnsigned(places.bounds().length, out);
            int last = 0;
            for (int bound : places.bounds()) {
                Varints.writeUnsigned(bound - last, out);
                last = bound;
            }
        }
        vectors.writeDense(values.packed(), out);
    }

    private ShardValues readValues(DataInputView in) throws IOException {
        Stretches places = in.readBoolean() ? readStretches(in) : null;
        return new ShardValues(vectors.read(in), places);
    }

    private static Stretches readStretches(DataInputView in) throws IOException {
        long since = in.readLong();
        int[] bounds = new int[Varints.readUnsignedCount(in)];
        int last = 0;
        for (int i = 0; i < bounds.length; i++) {
            last += Varints.readUnsignedCount(in);
            bounds[i] = last;
        }
        return new Stretches(since, bounds);
    }

    private static void write(ShardProgress progress, DataOutputView out) throws IOException {
        out.writeLong(progress.closedRound());
        write(progress.acknowledged(), out);
        out.writeLong(progress.staleness());
        FlatTotals.write(progress.totals(), out);
        out.writeLong(progress.rollbacks());
        DriftForm.write(progress.drift(), out);
    }

    /** Numbers that are 0 do not travel: an answer has one that is not. */
    private static void write(long[] acknowledged, DataOutputView out) throws IOException {
        int known = 0;
        for (long number : acknowledged) {
            known += number == 0 ? 0 : 1;
        }
        out.writeInt(acknowledged.length);
        out.writeInt(known);
        for (int worker = 0; worker < acknowledged.length; worker++) {
            if (acknowledged[worker] != 0) {
                out.writeInt(worker);
                out.writeLong(acknowledged[worker]);
            }
        }
    }

    private static long[] readAcknowledged(DataInputView in) throws IOException {
        long[] acknowledged = new long[in.readInt()];
        for (int known = in.readInt(); known > 0; known--) {
            acknowledged[in.readInt()] = in.readLong();
        }
        return acknowledged;
    }

    private static ShardProgress readProgress(DataInputView in) throws IOException {
        return new ShardProgress(
                in.readLong(),
                readAcknowledged(in),
                in.readLong(),
                FlatTotals.read(in),
                in.readLong(),
                DriftForm.read(in));
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
