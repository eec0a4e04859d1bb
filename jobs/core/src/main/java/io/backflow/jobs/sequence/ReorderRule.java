package io.backflow.jobs.sequence;

/**
 * How long steps that came early wait for those missing before them.
 *
 * @param maxSteps early steps held back at most; one more declares the gap
 * @param maxWaitMillis event time between the oldest step held back and the newest seen that declares the gap
 * @param policy what a declared gap does
 */
public record ReorderRule(int maxSteps, long maxWaitMillis, GapPolicy policy) {}
