package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Snapshots as Flink writes records, but for their vectors, which it would write a value at a time. */
public final class SnapshotType {

    private SnapshotType() {}

    /** Snapshots, with every bit. */
    public static TypeInformation<ShardSnapshot> get() {
        return PackedVectors.in(
                ShardSnapshot.class, Map.of("values", Encoding.FLOAT32, "workerSlots", Encoding.FLOAT32));
    }
}
