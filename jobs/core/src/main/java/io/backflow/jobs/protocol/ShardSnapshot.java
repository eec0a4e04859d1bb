package io.backflow.jobs.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One version of one shard, on its way to the workers and to the publisher. Immutable: whoever receives it must not
 * change the vectors in it.
 *
 * @param id which version of which server; a reader rejects a snapshot of an older session than the newest it has seen
 * @param shard which part of the vector
 * @param values the shard's parameters
 * @param progress what is merged into it
 * @param workerSlots the workers' optimizer slots; in a session's first snapshot only, if workers have any
 * @param last whether the input has ended and none follows
 */
public record ShardSnapshot(
        VersionId id,
        int shard,
        float[] values,
        ShardProgress progress,
        @Nullable Slots workerSlots,
        boolean last) {

    public long session() {
        return id.session();
    }

    public long version() {
        return id.version();
    }

    /** This snapshot with other slots, those of an earlier snapshot of the same session. */
    public ShardSnapshot withWorkerSlots(Slots former) {
        return new ShardSnapshot(id, shard, values, progress, former, last);
    }
}
