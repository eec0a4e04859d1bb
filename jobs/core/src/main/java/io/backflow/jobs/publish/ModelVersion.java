package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.TrainingTotals;

/**
 * One complete, consistent version of the model, on its way to the topic {@code parameters}.
 *
 * @param run identity of the training run, the same through restarts and savepoints
 * @param session counts the server's restarts within the run; only the newest is valid
 * @param nonce distinguishes two servers with the same session number
 * @param version grows within a session
 * @param shardVersions version of each shard; all equal where workers are synchronous
 * @param values the flat parameter vector
 * @param totals what this version was trained on
 * @param last whether the input has ended and no version follows
 * @param relay what workers need that follow the topic
 */
public record ModelVersion(
        String run,
        long session,
        long nonce,
        long version,
        long[] shardVersions,
        float[] values,
        TrainingTotals totals,
        boolean last,
        Relay relay) {

    /** A version that no worker follows. */
    public ModelVersion(
            String run,
            long session,
            long nonce,
            long version,
            long[] shardVersions,
            float[] values,
            TrainingTotals totals,
            boolean last) {
        this(run, session, nonce, version, shardVersions, values, totals, last, Relay.NONE);
    }
}
