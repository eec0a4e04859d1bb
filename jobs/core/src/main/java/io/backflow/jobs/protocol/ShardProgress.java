package io.backflow.jobs.protocol;

import io.backflow.jobs.drift.DriftAlarms;

/**
 * What a version of a shard contains.
 *
 * @param closedRound the last round merged into it
 * @param acknowledged number of each worker's last update that is in it; empty before the first
 * @param staleness versions by which the contribution that made it was behind
 * @param totals totals of the run; zero on all shards but the first
 * @param rollbacks how often a command replaced the parameters by those of another version, since the run began
 * @param drift how often the loss of the run has risen for good
 */
public record ShardProgress(
        long closedRound,
        long[] acknowledged,
        long staleness,
        TrainingTotals totals,
        long rollbacks,
        DriftAlarms drift) {

    /** Of a run whose loss is not watched. */
    public ShardProgress(long closedRound, long[] acknowledged, long staleness, TrainingTotals totals, long rollbacks) {
        this(closedRound, acknowledged, staleness, totals, rollbacks, DriftAlarms.NONE);
    }

    /** Of a run without rollbacks. */
    public ShardProgress(long closedRound, long[] acknowledged, long staleness, TrainingTotals totals) {
        this(closedRound, acknowledged, staleness, totals, 0);
    }
}
