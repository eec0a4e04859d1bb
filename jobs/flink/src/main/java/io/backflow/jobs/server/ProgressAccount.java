package io.backflow.jobs.server;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;

/**
 * What the first shard's snapshot says of the training run, without the parameters.
 *
 * @param id which version of which server
 * @param totals totals since the run began
 * @param staleness versions by which the last merged contribution was behind
 * @param drift how often the loss of the run has risen for good
 */
public record ProgressAccount(VersionId id, TrainingTotals totals, long staleness, DriftAlarms drift) {}
