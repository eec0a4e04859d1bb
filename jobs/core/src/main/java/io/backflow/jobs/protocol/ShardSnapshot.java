package io.backflow.jobs.protocol;

/**
 * One version of one shard, on its way to the workers and to the publisher.
 *
 * @param session counts the server's restarts; a reader rejects a snapshot of an older session than the newest it has
 *     seen
 * @param nonce distinguishes two servers of the same session
 * @param shard which part of the vector
 * @param version grows within a session
 * @param closedRound the last round merged into it
 * @param acknowledged number of each worker's last contribution that is in it; empty: none
 * @param staleness versions by which the contribution that made it was behind
 * @param values the shard's parameters
 * @param workerSlots the workers' optimizer slots; filled in a session's first snapshot only
 * @param workerUpdates updates of the workers' rule that have gone into {@code workerSlots}
 * @param totals totals of the run; zero on all shards but the first
 * @param last whether the input has ended and none follows
 */
public record ShardSnapshot(
        long session,
        long nonce,
        int shard,
        long version,
        long closedRound,
        long[] acknowledged,
        long staleness,
        float[] values,
        float[] workerSlots,
        long workerUpdates,
        TrainingTotals totals,
        boolean last) {

    /** This snapshot without its values and slots. */
    public ShardSnapshot withoutValues() {
        return new ShardSnapshot(
                session,
                nonce,
                shard,
                version,
                closedRound,
                acknowledged,
                staleness,
                Contribution.NOTHING,
                Contribution.NOTHING,
                0,
                totals,
                last);
    }

    /** This snapshot with the slots of {@code former}, an earlier snapshot of the same session. */
    public ShardSnapshot withWorkerSlots(ShardSnapshot former) {
        return new ShardSnapshot(
                session,
                nonce,
                shard,
                version,
                closedRound,
                acknowledged,
                staleness,
                values,
                former.workerSlots,
                former.workerUpdates,
                totals,
                last);
    }
}
