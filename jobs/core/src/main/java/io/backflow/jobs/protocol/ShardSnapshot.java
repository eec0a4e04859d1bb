package io.backflow.jobs.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One version of one shard, on its way to the workers and to the publisher. Immutable: whoever receives it must not
 * change the vectors in it.
 *
 * @param id which version of which server; a reader rejects a snapshot of an older session than the newest it has seen
 * @param shard which part of the vector
 * @param content the shard's parameters, or what has changed of them; none if they are those that the receiver was sent
 *     before under the same version: then only what was merged is new
 * @param progress what is merged into it
 * @param workerSlots the workers' optimizer slots; in a session's first snapshot only, if workers have any
 * @param last whether the input has ended and none follows
 * @param worker the only worker that it is for, or {@link #EVERYBODY}
 */
public record ShardSnapshot(
        VersionId id,
        int shard,
        ShardValues content,
        ShardProgress progress,
        @Nullable Slots workerSlots,
        boolean last,
        int worker) {

    /** Instead of a worker: it is for all of them, and for the publisher. */
    public static final int EVERYBODY = -1;

    /** For everybody. */
    public ShardSnapshot(
            VersionId id,
            int shard,
            float[] values,
            ShardProgress progress,
            @Nullable Slots workerSlots,
            boolean last) {
        this(id, shard, new ShardValues(values, null), progress, workerSlots, last, EVERYBODY);
    }

    /** Whether its receiver has the values of its version afterwards, without having had them before. */
    public boolean hasValues() {
        return content.arePresent();
    }

    /**
     * All parameters of the shard; empty if it has none.
     *
     * @throws IllegalStateException if it has only those that have changed
     */
    public float[] values() {
        Stretches places = content.places();
        if (places != null) {
            throw new IllegalStateException(changesSince(places.since()));
        }
        return content.packed();
    }

    /** How many parameters travel with it. */
    public int size() {
        return content.packed().length;
    }

    /** This snapshot for those who have its values already. */
    public ShardSnapshot withoutValues() {
        return new ShardSnapshot(id, shard, ShardValues.NONE, progress, null, last, worker);
    }

    /** This snapshot for {@code worker} alone, with what is merged of that worker and of no other. */
    public ShardSnapshot to(int worker) {
        return new ShardSnapshot(id, shard, content, progress.of(worker), workerSlots, last, worker);
    }

    public long session() {
        return id.session();
    }

    public long version() {
        return id.version();
    }

    /** Whether it is of a former session than {@code other}, or of a former version. */
    public boolean isOlderThan(ShardSnapshot other) {
        return session() < other.session() || session() == other.session() && version() < other.version();
    }

    /**
     * Checks that a receiver with {@code version} of {@code session} has all values that do not travel with this.
     *
     * @throws IllegalStateException if not
     */
    public void checkFollows(long session, long version) {
        Stretches places = content.places();
        if (places != null && !follows(session, version)) {
            throw new IllegalStateException(
                    changesSince(places.since()) + ", and meets version " + version + " of session " + session);
        }
    }

    private boolean follows(long session, long version) {
        Stretches places = content.places();
        return places == null || session == session() && version >= places.since();
    }

    /**
     * What is left to pass on where this has come and {@code waiting}, which has values too, was not passed on yet: the
     * newer of both, with what only the older has. An older one that the newer does not follow was overtaken by one
     * that was passed on already. Slots are those of a session's first snapshot.
     */
    public ShardSnapshot over(ShardSnapshot waiting) {
        if (isOlderThan(waiting)) {
            return waiting.over(this);
        }
        boolean both = follows(waiting.session(), waiting.version());
        ShardValues values = both ? content.over(waiting.content) : content;
        Slots slots = workerSlots == null ? waiting.workerSlots : workerSlots;
        return new ShardSnapshot(id, shard, values, progress, slots, last, worker);
    }

    /**
     * This snapshot with all values of the shard, for who has those of {@code former}, which has all.
     *
     * @throws IllegalStateException if it does not follow {@code former}
     */
    public ShardSnapshot completedBy(ShardSnapshot former) {
        checkFollows(former.session(), former.version());
        return new ShardSnapshot(id, shard, content.over(former.content), progress, workerSlots, last, worker);
    }

    private String changesSince(long former) {
        return "version " + version() + " of session " + session() + " of shard " + shard
                + " has only what changed since version " + former;
    }
}
