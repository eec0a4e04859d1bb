package io.backflow.jobs.server;

import io.backflow.jobs.sync.ShardSnapshot;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Versions of which some shards' snapshots have not come yet, at most {@code limit}. Where one shard runs ahead of
 * another by more, every second of the versions is given up, and again, so that those kept are the same whatever shard
 * asks: version numbers that {@code stride} divides. Each time a version is completed the stride is halved.
 */
final class PartialVersions {

    static final int LIMIT = 16;

    private final int shards;
    private final int limit;
    private final TreeMap<Long, ShardSnapshot[]> partial = new TreeMap<>();
    private ShardSnapshot @Nullable [] whole;
    private long stride = 1;
    private long dropped;

    private PartialVersions(int shards, int limit) {
        this.shards = shards;
        this.limit = limit;
    }

    /** At most {@link #LIMIT}: readers of a published model miss nothing by a version that they never saw. */
    static PartialVersions forReaders(int shards) {
        return new PartialVersions(shards, LIMIT);
    }

    /**
     * All that come: a worker may wait for the acknowledgement that only one version brings. There are as many as
     * contributions may be on the way.
     */
    static PartialVersions forWorkers(int shards) {
        return new PartialVersions(shards, Integer.MAX_VALUE);
    }

    void clear() {
        partial.clear();
        whole = null;
        stride = 1;
    }

    /**
     * Takes a snapshot in; all snapshots of its version, in the order of the shards, where it was the last missing or a
     * shard has more to say of the version that was whole last.
     */
    ShardSnapshot @Nullable [] add(ShardSnapshot snapshot) {
        if (whole != null && whole[0].version() == snapshot.version()) {
            whole[snapshot.shard()] = snapshot;
            return whole;
        }
        if (!kept(snapshot.version(), snapshot.last())) {
            dropped++;
            return null;
        }
        ShardSnapshot[] parts = partial.computeIfAbsent(snapshot.version(), v -> new ShardSnapshot[shards]);
        parts[snapshot.shard()] = snapshot;
        if (Arrays.stream(parts).anyMatch(Objects::isNull)) {
            thin();
            return null;
        }
        partial.headMap(snapshot.version(), true).clear();
        stride = Math.max(1, stride / 2);
        whole = parts;
        return parts;
    }

    /** Versions that wait for a shard. */
    int waiting() {
        return partial.size();
    }

    /** Snapshots that were given up. */
    long dropped() {
        return dropped;
    }

    /** The last version is a shard's last word, and no other waits behind it. */
    private boolean kept(long version, boolean last) {
        return last || version % stride == 0;
    }

    private void thin() {
        while (partial.size() > limit) {
            stride *= 2;
            partial.entrySet().removeIf(entry -> {
                boolean given = !kept(entry.getKey(), isLast(entry.getValue()));
                dropped += given
                        ? Arrays.stream(entry.getValue())
                                .filter(Objects::nonNull)
                                .count()
                        : 0;
                return given;
            });
        }
    }

    private static boolean isLast(ShardSnapshot[] parts) {
        return Arrays.stream(parts).anyMatch(part -> part != null && part.last());
    }
}
