package io.backflow.jobs.worker;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardProgress.ShardDrift;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;

/** A worker's drift, and the view through which the server's reactions come to it. */
final class Reacting {

    private final ParameterView view = new ParameterView(new Sharding(2, 2), 0);
    private final WorkerDrift drift;
    private long version;

    /** @param more the sections {@code drift} and {@code sync}; three windows are kept to be replayed, two replayed */
    Reacting(String more) {
        drift = new WorkerDrift(config(more));
        drift.follow(view);
    }

    static JobConfig config(String more) {
        return Setting.replaying(4, 2, more);
    }

    WorkerDrift drift() {
        return drift;
    }

    /** A snapshot of the first shard says that reactions hold from these versions on. */
    void since(long... versions) {
        receive(0, new DriftReaction(versions, 0));
    }

    /** A snapshot of the first shard says that the rate is raised. */
    void raisedUntil(long update) {
        receive(0, new DriftReaction(new long[1], update));
    }

    void receive(int shard, DriftReaction reaction) {
        ShardDrift found = new ShardDrift(DriftAlarms.NONE, reaction);
        ShardProgress progress = new ShardProgress(0, new long[0], 0, TrainingTotals.ZERO, 0, found);
        view.apply(new ShardSnapshot(new VersionId(1, 1, ++version), shard, new float[] {0f}, progress, null, false));
    }
}
