package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.ShardSnapshot;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Snapshots between tasks. */
public final class SnapshotType {

    private SnapshotType() {}

    /** Snapshots, with every bit. */
    public static TypeInformation<ShardSnapshot> get() {
        return new MessageType<>(new SnapshotSerializer());
    }
}
