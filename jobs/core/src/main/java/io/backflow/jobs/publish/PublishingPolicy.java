package io.backflow.jobs.publish;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which whole versions are published: at the earliest {@code everyVersions} after the last and
 * {@code intervalMillis} after it, the newest then; and always the last. Where workers follow the topic each is
 * published at once, and again when one of them requests it by a {@link Join}.
 */
public final class PublishingPolicy {

    private final PublishingRule rule;
    private final WholeSnapshots shards;
    private final PendingVersions partial;
    private final VersionAssembler assembly;
    private final List<Join> joins = new ArrayList<>();
    private long session;
    private @Nullable List<ShardSnapshot> newest;
    private boolean fresh;
    private long publishedVersion = Long.MIN_VALUE;
    private long publishedAt = Long.MIN_VALUE;
    private long published;

    PublishingPolicy(String run, int shards, PublishingRule rule) {
        this.rule = rule;
        this.shards = new WholeSnapshots(shards);
        partial = new PendingVersions(shards, rule.followed());
        assembly = new VersionAssembler(run, shards);
    }

    /** The policy, as the configuration describes it. */
    public static PublishingPolicy of(JobConfig config) {
        return new PublishingPolicy(config.job().run(), config.server().shards(), PublishingRule.of(config));
    }

    /** Adds one shard's snapshot; what has changed since a version that was added is as good as the whole shard. */
    public void accept(ShardSnapshot snapshot) {
        if (snapshot.session() < session) {
            return;
        }
        if (snapshot.session() > session) {
            session = snapshot.session();
            partial.clear();
            publishedVersion = Long.MIN_VALUE;
        }
        if (rule.followed()) {
            assembly.keepSlots(snapshot);
        }
        ShardSnapshot[] parts = partial.add(shards.completed(snapshot));
        if (parts != null) {
            newest = List.of(parts);
            fresh = true;
        }
    }

    /** Adds a worker's request. */
    public void accept(Join join) {
        joins.removeIf(former -> former.worker() == join.worker());
        joins.add(join);
    }

    /** The newest version, where it was not published yet; null: it was. */
    public @Nullable ModelVersion unpublished(long now) {
        List<ShardSnapshot> whole = newest;
        return whole == null || !fresh ? null : publish(whole, now);
    }

    /** The version to publish at time {@code now}, or null. */
    public @Nullable ModelVersion due(long now) {
        List<ShardSnapshot> whole = newest;
        return whole == null || !isDue(whole, now) ? null : publish(whole, now);
    }

    private ModelVersion publish(List<ShardSnapshot> whole, long now) {
        ModelVersion version = rule.followed() ? assembly.forWorkers(whole, joins) : assembly.forReaders(whole);
        joins.clear();
        fresh = false;
        publishedVersion = version.version();
        publishedAt = now;
        published++;
        return version;
    }

    private boolean isDue(List<ShardSnapshot> whole, long now) {
        if (rule.followed()) {
            return fresh || !joins.isEmpty();
        }
        return fresh && (VersionAssembler.last(whole) || !tooFew(whole) && waitLeft(now) <= 0);
    }

    /** How long from {@code now} a version that waits has still to wait; negative where none waits for time. */
    public long waitLeft(long now) {
        List<ShardSnapshot> whole = newest;
        if (whole == null || !fresh || rule.followed() || tooFew(whole) || publishedAt == Long.MIN_VALUE) {
            return -1;
        }
        return publishedAt + rule.intervalMillis() - now;
    }

    /** Versions published. */
    public long published() {
        return published;
    }

    /** Snapshots left out because too many versions were waiting for a shard. */
    public long snapshotsDropped() {
        return partial.dropped();
    }

    private boolean tooFew(List<ShardSnapshot> whole) {
        return publishedVersion != Long.MIN_VALUE && whole.get(0).version() - publishedVersion < rule.everyVersions();
    }
}
