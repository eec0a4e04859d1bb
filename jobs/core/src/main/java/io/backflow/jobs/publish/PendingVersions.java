package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Versions of which some shards' snapshots have not come yet, at most {@link #LIMIT}. Where one shard runs ahead of
 * another by more, every second of the versions is dropped, and again, so that those kept are the same for every
 * shard: version numbers that {@code stride} divides. Each time a version is completed the stride is halved.
 *
 * <p>Where workers wait for what is published nothing is given up, and a snapshot that brings a version anew, for the
 * acknowledgements in it, makes it whole anew; shards are then never further apart than the workers' contributions on
 * the way.
 */
final class PendingVersions {

    static final int LIMIT = 16;

    private final int shards;
    private final boolean followed;
    private final TreeMap<Long, ShardSnapshot[]> partial = new TreeMap<>();
    private long stride = 1;
    private long dropped;

    PendingVersions(int shards) {
        this(shards, false);
    }

    /** @param followed whether workers wait for what is published */
    PendingVersions(int shards, boolean followed) {
        this.shards = shards;
        this.followed = followed;
    }

    void clear() {
        partial.clear();
        stride = 1;
    }

    /** Takes a snapshot in; all snapshots of its version, in the order of the shards, where it was the last missing. */
    ShardSnapshot @Nullable [] add(ShardSnapshot snapshot) {
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
        partial.headMap(snapshot.version(), !followed).clear();
        stride = Math.max(1, stride / 2);
        return parts.clone();
    }

    /** Versions that wait for a shard. */
    int waiting() {
        return partial.size();
    }

    /** Snapshots that were given up. */
    long dropped() {
        return dropped;
    }

    /** A shard's last version is always kept, and no other waits behind it. */
    private boolean kept(long version, boolean last) {
        return last || version % stride == 0;
    }

    private void thin() {
        while (!followed && partial.size() > LIMIT) {
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
