package io.backflow.jobs.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One version of one shard, on its way to the workers and to the publisher. Immutable: whoever receives it must not
 * change the vectors in it.
 *
 * @param id which version of which server; a reader rejects a snapshot of an older session than the newest it has seen
 * @param shard which part of the vector
 * @param values the shard's parameters; empty if they are those that the receiver was sent before under the same
 *     version: then only what was merged is new
 * @param progress what is merged into it
 * @param workerSlots the workers' optimizer slots; in a session's first snapshot only, if workers have any
 * @param last whether the input has ended and none follows
 * @param worker the only worker that it is for, or {@link #EVERYBODY}
 */
public record ShardSnapshot(
        VersionId id,
        int shard,
        float[] values,
        ShardProgress progress,
        @Nullable Slots workerSlots,
        boolean last,
        int worker) {

    /** Instead of a worker: it is for all of them, and for the publisher. */
    public static final int EVERYBODY = -1;

    private static final float[] NO_VALUES = {};

    /** For everybody. */
    public ShardSnapshot(
            VersionId id,
            int shard,
            float[] values,
            ShardProgress progress,
            @Nullable Slots workerSlots,
            boolean last) {
        this(id, shard, values, progress, workerSlots, last, EVERYBODY);
    }

    /** Whether it has the shard's parameters. */
    public boolean hasValues() {
        return values.length > 0;
    }

    /** This snapshot for those who have its values already. */
    public ShardSnapshot withoutValues() {
        return new ShardSnapshot(id, shard, NO_VALUES, progress, null, last, worker);
    }

    /** This snapshot for {@code worker} alone, with what is merged of that worker and of no other. */
    public ShardSnapshot to(int worker) {
        return new ShardSnapshot(id, shard, values, progress.of(worker), workerSlots, last, worker);
    }

    public long session() {
        return id.session();
    }

    public long version() {
        return id.version();
    }

    /** This snapshot with other slots, those of an earlier snapshot of the same session. */
    public ShardSnapshot withWorkerSlots(Slots former) {
        return new ShardSnapshot(id, shard, values, progress, former, last, worker);
    }
}
