package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.ShardSnapshot;
import org.jspecify.annotations.Nullable;

/** Completes snapshots that have only what changed by the newest of their shard, since none is left out on this way. */
final class WholeSnapshots {

    private final @Nullable ShardSnapshot[] newest;

    WholeSnapshots(int shards) {
        newest = new ShardSnapshot[shards];
    }

    /** The same snapshot with all values of its shard. */
    ShardSnapshot completed(ShardSnapshot snapshot) {
        ShardSnapshot former = newest[snapshot.shard()];
        ShardSnapshot whole = former == null ? snapshot : snapshot.completedBy(former);
        newest[snapshot.shard()] = whole;
        return whole;
    }
}
