package io.backflow.jobs.protocol;

/**
 * Optimizer slots, and how many updates have gone into them. A rule that corrects the bias of its slots, as Adam does,
 * takes steps of the wrong length if the number is not that of these slots.
 *
 * @param values {@code [n, length]}
 * @param updates number of updates since the slots were fresh, or {@link #UNCOUNTED}
 */
public record Slots(float[] values, long updates) {

    /** Instead of a number of updates: the slots were written by a build that did not count them. */
    public static final long UNCOUNTED = -1;
}
