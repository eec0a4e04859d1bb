package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which worker is sent what of one shard, so that {@code p} contributions bring back at most {@code p} copies of its
 * values, however many workers there are, and of its values those that the receiver has not.
 *
 * <p>An asynchronous worker's contribution is answered to that worker alone. All others get what is newest with the
 * answers to their own contributions, and who has been behind for a while is brought it once. A closed round, to which
 * all workers have contributed, goes to all of them. Values that its receiver was sent before do not travel again.
 *
 * <p>What is for one worker may overtake what is for all, but no snapshot overtakes another of its own way. So what is
 * for all has what changed since all were sent something; and what is for one worker, since that worker was sent
 * something alone, or since the session began: whoever contributes has what the session began with. A worker that has
 * never contributed may not have it yet, and is brought whole shards. The publisher is sent what is for all and every
 * answer: it is ahead of all workers, and completes every snapshot.
 *
 * <p>Knows what was sent in this session, and so nothing that a checkpoint needs. Times are those of any one clock.
 */
public final class SnapshotDelivery {

    private static final long NOBODY_WAITS = -1;

    /** Instead of a version: no receiver is certain to have one of this session. */
    private static final long NONE = -1;

    /** What a snapshot with values brings: who has it needs no other. */
    private record Content(long version, ShardDrift drift) {}

    private final ShardServer server;
    private final long nonce;
    private final long refreshAfter;
    private @Nullable Content everybody;
    private @Nullable Content[] sent = {};
    private long[] sentAt = {};
    private long[] bases = {};
    private long begunWith = NONE;

    /**
     * @param nonce distinguishes this server from another of the same session
     * @param refreshAfter how long a worker that contributes nothing may be behind
     */
    public SnapshotDelivery(ShardServer server, long nonce, long refreshAfter) {
        this.server = server;
        this.nonce = nonce;
        this.refreshAfter = refreshAfter;
    }

    /** The snapshot for all workers. */
    public ShardSnapshot toAll(ShardState state, SnapshotKind kind, long now) {
        Content content = content(state);
        boolean known = kind == SnapshotKind.UPDATE
                && content.equals(everybody)
                && Arrays.stream(sent).allMatch(content::equals);
        long base = everybody == null ? NONE : everybody.version();
        everybody = content;
        Arrays.fill(sent, content);
        Arrays.fill(sentAt, now);
        if (kind == SnapshotKind.FIRST) {
            begunWith = content.version();
            return server.snapshot(state, nonce, kind);
        }
        return known ? server.unchanged(state, nonce) : since(base, state, kind);
    }

    private ShardSnapshot since(long base, ShardState state, SnapshotKind kind) {
        return base == NONE ? server.snapshot(state, nonce, kind) : server.since(base, state, nonce, kind);
    }

    /** The answer to {@code update}, which is merged. */
    public ShardSnapshot answer(ShardState state, WorkerUpdate update, long now) {
        Sender sender = update.sender();
        if (sent.length == 0) {
            begin(sender.workers(), now);
        }
        int worker = sender.worker();
        long base = Math.max(bases[worker], begunWith);
        boolean known = !note(worker, content(state), now);
        ShardSnapshot snapshot = known ? server.unchanged(state, nonce) : since(base, state, SnapshotKind.UPDATE);
        return snapshot.to(worker);
    }

    private void begin(int workers, long now) {
        sent = new Content[workers];
        sentAt = new long[workers];
        bases = new long[workers];
        Arrays.fill(sent, everybody);
        Arrays.fill(sentAt, now);
        Arrays.fill(bases, NONE);
    }

    /** The snapshots for those workers that have been behind for long. */
    public List<ShardSnapshot> refresh(ShardState state, long now) {
        Content content = content(state);
        List<Integer> late = new ArrayList<>();
        long base = Long.MAX_VALUE;
        for (int worker = 0; worker < sent.length; worker++) {
            long had = bases[worker];
            if (sentAt[worker] + refreshAfter <= now && note(worker, content, now)) {
                late.add(worker);
                base = Math.min(base, had);
            }
        }
        if (late.isEmpty()) {
            return List.of();
        }
        ShardSnapshot snapshot = since(base, state, SnapshotKind.UPDATE);
        return late.stream().map(snapshot::to).toList();
    }

    /** How long after {@code now} {@link #refresh} has to be called; negative where all workers are served. */
    public long refreshIn(ShardState state, long now) {
        Content content = content(state);
        long due = Long.MAX_VALUE;
        for (int worker = 0; worker < sent.length; worker++) {
            due = content.equals(sent[worker]) ? due : Math.min(due, sentAt[worker] + refreshAfter);
        }
        return due == Long.MAX_VALUE ? NOBODY_WAITS : Math.max(0, due - now);
    }

    /** Notes that {@code worker} is sent {@code content}, alone and with values if that is new there; whether it is. */
    private boolean note(int worker, Content content, long now) {
        boolean isNew = !content.equals(sent[worker]);
        sent[worker] = content;
        bases[worker] = isNew ? content.version() : bases[worker];
        sentAt[worker] = isNew ? now : sentAt[worker];
        return isNew;
    }

    private Content content(ShardState state) {
        return new Content(state.version, server.shardDrift());
    }
}
