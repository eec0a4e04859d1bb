package io.backflow.jobs.server;

import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.Tally;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts whole versions together from the shards' snapshots and decides which are published: at the earliest
 * {@code everyVersions} after the last and {@code intervalMillis} after it, the newest then; and always the last.
 */
final class Publishing {

    private final String run;
    private final long everyVersions;
    private final long intervalMillis;
    private final PartialVersions partial;
    private long session;
    private @Nullable ModelVersion candidate;
    private long publishedVersion = Long.MIN_VALUE;
    private long publishedAt = Long.MIN_VALUE;
    private long published;

    Publishing(String run, int shards, long everyVersions, long intervalMillis) {
        this.run = run;
        this.everyVersions = everyVersions;
        this.intervalMillis = intervalMillis;
        partial = new PartialVersions(shards);
    }

    /** Takes one shard's snapshot in. */
    void accept(ShardSnapshot snapshot) {
        if (snapshot.session() < session) {
            return;
        }
        if (snapshot.session() > session) {
            session = snapshot.session();
            partial.clear();
            publishedVersion = Long.MIN_VALUE;
        }
        ShardSnapshot[] parts = partial.add(snapshot);
        if (parts != null) {
            candidate = assemble(parts);
        }
    }

    /** What is to be published at time {@code now}, or null. */
    @Nullable
    ModelVersion due(long now) {
        ModelVersion version = candidate;
        if (version == null || !version.last() && (tooFew(version) || waitLeft(now) > 0)) {
            return null;
        }
        candidate = null;
        publishedVersion = version.version();
        publishedAt = now;
        published++;
        return version;
    }

    /** How long from {@code now} a version that waits has still to wait; negative where none waits for time. */
    long waitLeft(long now) {
        ModelVersion version = candidate;
        if (version == null || tooFew(version) || publishedAt == Long.MIN_VALUE) {
            return -1;
        }
        return publishedAt + intervalMillis - now;
    }

    /** Versions published. */
    long published() {
        return published;
    }

    /** Snapshots left out because too many versions were waiting for a shard. */
    long snapshotsDropped() {
        return partial.dropped();
    }

    private boolean tooFew(ModelVersion version) {
        return publishedVersion != Long.MIN_VALUE && version.version() - publishedVersion < everyVersions;
    }

    private ModelVersion assemble(ShardSnapshot[] parts) {
        int size = Arrays.stream(parts).mapToInt(part -> part.values().length).sum();
        float[] values = new float[size];
        int offset = 0;
        boolean last = true;
        for (ShardSnapshot part : parts) {
            System.arraycopy(part.values(), 0, values, offset, part.values().length);
            offset += part.values().length;
            last &= part.last();
        }
        long[] versions = Arrays.stream(parts).mapToLong(ShardSnapshot::version).toArray();
        Tally tally = parts[0].tally();
        return new ModelVersion(run, session, parts[0].nonce(), parts[0].version(), versions, values, tally, last);
    }
}
