package io.backflow.jobs.protocol;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;

/**
 * What a version of a shard contains.
 *
 * @param closedRound the last round merged into it
 * @param acknowledged number of each worker's last update that is in it; empty before the first;
 *     0 of each but one in an answer to that one
 * @param staleness versions by which the contribution that made it was behind
 * @param totals totals of the run; zero on all shards but the first
 * @param rollbacks how often a command replaced the parameters by those of another version, since the run began
 * @param drift what was found of drift; what the first shard finds holds for the workers
 */
public record ShardProgress(
        long closedRound,
        long[] acknowledged,
        long staleness,
        TrainingTotals totals,
        long rollbacks,
        ShardDrift drift) {

    /**
     * What was found of drift.
     *
     * @param alarms how often the loss of the run has risen for good
     * @param reaction what alarms have changed about how workers learn
     */
    public record ShardDrift(DriftAlarms alarms, DriftReaction reaction) {

        /** Of a run whose loss is not watched. */
        public static final ShardDrift NONE = new ShardDrift(DriftAlarms.NONE, DriftReaction.NONE);
    }

    /** Of a run whose loss is not watched. */
    public ShardProgress(long closedRound, long[] acknowledged, long staleness, TrainingTotals totals, long rollbacks) {
        this(closedRound, acknowledged, staleness, totals, rollbacks, ShardDrift.NONE);
    }

    /** Of a run without rollbacks. */
    public ShardProgress(long closedRound, long[] acknowledged, long staleness, TrainingTotals totals) {
        this(closedRound, acknowledged, staleness, totals, 0);
    }

    /** The same for {@code worker} alone: the numbers of all others are 0. */
    ShardProgress of(int worker) {
        long[] own = new long[acknowledged.length];
        if (worker < own.length) {
            own[worker] = acknowledged[worker];
        }
        return new ShardProgress(closedRound, own, staleness, totals, rollbacks, drift);
    }
}
