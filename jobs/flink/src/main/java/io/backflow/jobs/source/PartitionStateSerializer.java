package io.backflow.jobs.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The layout of {@link PartitionState}: the log's identity, then the partitions by {@link SplitSerializer}. Reads what
 * former builds wrote (the identity and the state of Flink's own enumerator), and what Flink's own enumerator wrote,
 * which knows no identity.
 */
final class PartitionStateSerializer implements SimpleVersionedSerializer<PartitionState> {

    /** Far from the numbers of Flink's own layouts. */
    static final int LAYOUT = 1002;

    private static final int WITHOUT_TIMES = 1001;

    private final SplitSerializer splits = new SplitSerializer();
    private final KafkaSourceEnumStateSerializer flinks = new KafkaSourceEnumStateSerializer();

    @Override
    public int getVersion() {
        return LAYOUT;
    }

    @Override
    public byte[] serialize(PartitionState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(state.logId());
            out.writeInt(splits.getVersion());
            write(state.assigned(), out);
            write(state.waiting(), out);
        }
        return bytes.toByteArray();
    }

    private void write(Collection<KafkaPartitionSplit> partitions, DataOutputStream out) throws IOException {
        out.writeInt(partitions.size());
        for (KafkaPartitionSplit partition : partitions) {
            byte[] bytes = splits.serialize(partition);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public PartitionState deserialize(int layout, byte[] bytes) throws IOException {
        if (layout != LAYOUT && layout != WITHOUT_TIMES) {
            return of("", flinks.deserialize(layout, bytes));
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String logId = in.readUTF();
            int inner = in.readInt();
            return layout == LAYOUT
                    ? new PartitionState(logId, read(inner, in), read(inner, in))
                    : of(logId, flinks.deserialize(inner, in.readAllBytes()));
        }
    }

    private List<KafkaPartitionSplit> read(int layout, DataInputStream in) throws IOException {
        List<KafkaPartitionSplit> partitions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            partitions.add(splits.deserialize(layout, in.readNBytes(in.readInt())));
        }
        return partitions;
    }

    private static PartitionState of(String logId, KafkaSourceEnumState state) {
        return new PartitionState(logId, state.assignedSplits(), state.unassignedSplits());
    }
}
