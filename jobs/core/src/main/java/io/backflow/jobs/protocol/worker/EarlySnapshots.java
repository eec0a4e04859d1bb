package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots without values that have overtaken the values of their version. The newest of each shard waits for them:
 * before, what it acknowledges is not in the worker's parameters.
 */
public final class EarlySnapshots {

    private final ParameterView view;
    private final @Nullable ShardSnapshot[] waiting;

    /** @param view the worker's copy of the model */
    public EarlySnapshots(ParameterView view) {
        this.view = view;
        waiting = new ShardSnapshot[view.sharding().shards()];
    }

    /** Whether {@code snapshot} has to wait; then it is kept in place of an older one. */
    public boolean keeps(ShardSnapshot snapshot) {
        if (snapshot.hasValues() || !view.isAhead(snapshot)) {
            return false;
        }
        ShardSnapshot kept = waiting[snapshot.shard()];
        if (kept == null || !snapshot.isOlderThan(kept)) {
            waiting[snapshot.shard()] = snapshot;
        }
        return true;
    }

    /** The one that waits no longer, now that {@code shard} has other values; null: there is none. */
    public @Nullable ShardSnapshot take(int shard) {
        ShardSnapshot kept = waiting[shard];
        if (kept == null || view.isAhead(kept)) {
            return null;
        }
        waiting[shard] = null;
        return kept;
    }
}
