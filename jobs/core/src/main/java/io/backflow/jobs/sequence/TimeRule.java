package io.backflow.jobs.sequence;

/**
 * How long steps wait for older ones where order is by event time.
 *
 * @param latenessMillis event time by which a step may be older than the newest that came before it
 * @param maxSteps steps of one sequence that wait at most; one more takes the oldest at once. As many of those taken
 *     last are remembered, to recognise repetitions
 */
public record TimeRule(long latenessMillis, int maxSteps) {}
