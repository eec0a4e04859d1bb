package io.backflow.jobs.sequence;

/**
 * How long steps and their labels wait for each other, in event time.
 *
 * @param waitMillis a label joins its step if it became known at most this long after the step's event time
 * @param holdMillis a label waits at most this long, from when it became known, for its step
 * @param maxSteps steps of one sequence that wait at most, labels of one sequence that wait at most, and steps of which
 *     is remembered what their label was
 */
public record LabelRule(long waitMillis, long holdMillis, int maxSteps) {}
