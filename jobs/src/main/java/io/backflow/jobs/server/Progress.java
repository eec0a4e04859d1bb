package io.backflow.jobs.server;

import io.backflow.jobs.sync.Tally;

/**
 * How training goes, for the topic {@code progress}.
 *
 * @param run identity of the training run
 * @param session counts the server's restarts within the run
 * @param version parameter version
 * @param time milliseconds since the epoch, by the server's clock
 * @param tally totals since the run began
 * @param staleness versions by which the last merged contribution was behind
 */
public record Progress(String run, long session, long version, long time, Tally tally, long staleness) {}
