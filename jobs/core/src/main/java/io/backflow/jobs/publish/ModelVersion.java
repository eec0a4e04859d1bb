package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;

/**
 * One complete, consistent version of the model, on its way to the topic {@code parameters}.
 *
 * @param run identity of the training run, the same through restarts and savepoints
 * @param id which version of which server of the run; only the newest session is valid
 * @param shardVersions version of each shard; all equal where workers are synchronous
 * @param values the flat parameter vector
 * @param totals what this version was trained on
 * @param last whether the input has ended and no version follows
 * @param relay what workers need that follow the topic
 */
public record ModelVersion(
        String run,
        VersionId id,
        long[] shardVersions,
        float[] values,
        TrainingTotals totals,
        boolean last,
        Relay relay) {

    /** A version that no worker follows. */
    public ModelVersion(
            String run, VersionId id, long[] shardVersions, float[] values, TrainingTotals totals, boolean last) {
        this(run, id, shardVersions, values, totals, last, Relay.NONE);
    }

    public long session() {
        return id.session();
    }

    public long version() {
        return id.version();
    }
}
