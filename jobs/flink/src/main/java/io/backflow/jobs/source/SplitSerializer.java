package io.backflow.jobs.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The layout of a partition: its newest event time, then Flink's own layout with its number. Reads what Flink's own
 * readers wrote, too, which know no time.
 */
final class SplitSerializer implements SimpleVersionedSerializer<KafkaPartitionSplit> {

    /** Far from the numbers of Flink's own layouts. */
    static final int LAYOUT = 1001;

    private final KafkaPartitionSplitSerializer partitions = new KafkaPartitionSplitSerializer();

    @Override
    public int getVersion() {
        return LAYOUT;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(TimedSplit.newest(split));
            out.writeInt(partitions.getVersion());
            out.write(partitions.serialize(split));
        }
        return bytes.toByteArray();
    }

    @Override
    public KafkaPartitionSplit deserialize(int layout, byte[] bytes) throws IOException {
        if (layout != LAYOUT) {
            return partitions.deserialize(layout, bytes);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long newest = in.readLong();
            int inner = in.readInt();
            return TimedSplit.of(partitions.deserialize(inner, in.readAllBytes()), newest);
        }
    }
}
