package io.backflow.dashboard.view;

import org.jspecify.annotations.Nullable;

/**
 * What Flink reports of the job.
 *
 * @param state Flink's name of the job's state
 * @param restarts how often Flink has restarted the job
 * @param checkpoints written in the life of the JobManager
 * @param pending records that the sources have not read yet; null: Flink does not say
 */
public record FlinkView(
        String state,
        long restarts,
        Checkpoints checkpoints,
        @Nullable Long pending) {

    /**
     * Checkpoints of a job.
     *
     * @param completed how many
     * @param failed how many could not be written
     * @param newest the newest completed one; null: none
     */
    public record Checkpoints(
            long completed, long failed, @Nullable Checkpoint newest) {}

    /**
     * A completed checkpoint.
     *
     * @param time when it began, in milliseconds since 1970
     * @param durationMillis from its begin to its end
     * @param bytes of state
     */
    public record Checkpoint(long time, long durationMillis, long bytes) {}
}
