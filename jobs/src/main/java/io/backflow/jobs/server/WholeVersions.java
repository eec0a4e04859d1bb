package io.backflow.jobs.server;

import io.backflow.jobs.sync.ShardSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the snapshots of all shards that belong together: those of the same version. Snapshots of an older session are
 * not looked at.
 */
final class WholeVersions {

    private final int shards;
    private final TreeMap<Long, ShardSnapshot[]> partial = new TreeMap<>();
    private long session;

    WholeVersions(int shards) {
        this.shards = shards;
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
        ShardSnapshot[] parts = partial.computeIfAbsent(snapshot.version(), v -> new ShardSnapshot[shards]);
        parts[snapshot.shard()] = snapshot;
        if (!Arrays.stream(parts).allMatch(Objects::nonNull)) {
            return null;
        }
        partial.headMap(snapshot.version()).clear();
        return List.of(parts);
    }
}
