package io.backflow.jobs.sequence;

/**
 * When a step is, for a network that sees times. It is fixed when the step is taken.
 *
 * @param at milliseconds since the epoch: its event time, or the time of the step that it stands in for
 * @param elapsed natural logarithm of 1 more than the milliseconds since the step before, less the mean of that over
 *     the sequence's steps so far; 0 where there is none before
 * @param interval milliseconds between two steps, by which those to come are expected; 0 where that is not known
 */
public record StepTime(long at, float elapsed, long interval) {}
