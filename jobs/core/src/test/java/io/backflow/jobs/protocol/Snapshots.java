package io.backflow.jobs.protocol;

/** Snapshots as a server emits them. */
public final class Snapshots {

    private static final long[] NONE = {};

    private Snapshots() {}

    /** A snapshot of session 1 after nothing was merged. */
    public static ShardSnapshot of(int shard, long version, float... values) {
        return of(new VersionId(1, 1, version), shard, values);
    }

    public static ShardSnapshot of(VersionId id, int shard, float... values) {
        return new ShardSnapshot(id, shard, values, progress(0, NONE), null, false);
    }

    /** What has changed of the first shard. */
    public static ShardSnapshot changed(long version, ShardValues values) {
        VersionId id = new VersionId(1, 1, version);
        return new ShardSnapshot(id, 0, values, progress(0, NONE), null, false, ShardSnapshot.EVERYBODY);
    }

    /** The same after {@code round} was closed. */
    public static ShardSnapshot closing(long round, ShardSnapshot snapshot) {
        return with(snapshot, progress(round, snapshot.progress().acknowledged()));
    }

    /** The same after the updates with these numbers, one for each worker, were merged. */
    public static ShardSnapshot acknowledging(ShardSnapshot snapshot, long... numbers) {
        return with(snapshot, progress(snapshot.progress().closedRound(), numbers));
    }

    /** The same with the workers' slots, as a session's first snapshot has them. */
    public static ShardSnapshot with(Slots slots, ShardSnapshot snapshot) {
        return new ShardSnapshot(
                snapshot.id(), snapshot.shard(), snapshot.values(), snapshot.progress(), slots, snapshot.last());
    }

    /** The same as the last one. */
    public static ShardSnapshot last(ShardSnapshot snapshot) {
        return new ShardSnapshot(
                snapshot.id(), snapshot.shard(), snapshot.values(), snapshot.progress(), snapshot.workerSlots(), true);
    }

    private static ShardSnapshot with(ShardSnapshot snapshot, ShardProgress progress) {
        return new ShardSnapshot(
                snapshot.id(), snapshot.shard(), snapshot.values(), progress, snapshot.workerSlots(), snapshot.last());
    }

    private static ShardProgress progress(long closedRound, long[] acknowledged) {
        return new ShardProgress(closedRound, acknowledged, 0, TrainingTotals.ZERO);
    }
}
