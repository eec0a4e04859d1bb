package io.backflow.jobs.server;

import io.backflow.jobs.sync.ShardSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the snapshots of all shards that belong together: those of the same version. Snapshots of an older session are
 * not looked at.
 */
final class WholeVersions {

    private final PartialVersions partial;
    private long session;

    WholeVersions(PartialVersions partial) {
        this.partial = partial;
    }

    /** Whether {@code snapshot} is of a later session than all before it. */
    boolean beginsSession(ShardSnapshot snapshot) {
        return snapshot.session() > session;
    }

    /** Takes one shard's snapshot in; all shards' at its version, in their order, or null where one is missing. */
    @Nullable
    List<ShardSnapshot> accept(ShardSnapshot snapshot) {
        if (snapshot.session() < session) {
            return null;
        }
        if (beginsSession(snapshot)) {
            session = snapshot.session();
            partial.clear();
        }
        ShardSnapshot[] parts = partial.add(snapshot);
        return parts == null ? null : List.of(parts);
    }

    /** Snapshots given up because too many versions were waiting for a shard. */
    long dropped() {
        return partial.dropped();
    }
}
