package io.backflow.jobs.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The layout of {@link PartitionState}: the log's identity, then the state of Flink's own enumerator with the number of
 * its layout. Reads what Flink's own enumerator wrote, too, which knows no identity.
 */
final class PartitionStateSerializer implements SimpleVersionedSerializer<PartitionState> {

    /** Far from the numbers of Flink's own layouts. */
    static final int LAYOUT = 1001;

    private final KafkaSourceEnumStateSerializer partitions = new KafkaSourceEnumStateSerializer();

    @Override
    public int getVersion() {
        return LAYOUT;
    }

    @Override
    public byte[] serialize(PartitionState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(state.logId());
            out.writeInt(partitions.getVersion());
            out.write(partitions.serialize(new KafkaSourceEnumState(state.assigned(), state.waiting(), true)));
        }
        return bytes.toByteArray();
    }

    @Override
    public PartitionState deserialize(int layout, byte[] bytes) throws IOException {
        if (layout != LAYOUT) {
            return of("", partitions.deserialize(layout, bytes));
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String logId = in.readUTF();
            int inner = in.readInt();
            return of(logId, partitions.deserialize(inner, in.readAllBytes()));
        }
    }

    private static PartitionState of(String logId, KafkaSourceEnumState state) {
        return new PartitionState(logId, state.assignedSplits(), state.unassignedSplits());
    }
}
