package io.backflow.jobs.sequence;

/**
 * How long steps that came early wait for those missing before them, and the first steps of the next episode for the
 * last ones of this.
 *
 * @param maxSteps steps held back at most; one more declares the first gap
 * @param maxWaitMillis event time between the oldest step held back and the newest seen that declares the gap
 * @param policy what a declared gap does
 */
public record ReorderRule(int maxSteps, long maxWaitMillis, GapPolicy policy) {}
