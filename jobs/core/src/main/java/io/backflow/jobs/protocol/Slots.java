package io.backflow.jobs.protocol;

/**
 * Optimizer slots, and how many updates have gone into them. A rule that corrects the bias of its slots, as Adam does,
 * takes steps of the wrong length if the number is not that of these slots.
 *
 * @param values {@code [n, length]}; empty: none
 * @param updates number of updates since the slots were fresh, or {@link #UNCOUNTED}
 */
public record Slots(float[] values, long updates) {

    /** Of a rule that has no slots, or of a message without them. */
    public static final Slots NONE = new Slots(Contribution.NOTHING, 0);

    /** Instead of a number of updates: the slots were written by a build that did not count them. */
    public static final long UNCOUNTED = -1;

    /** Whether there are any. */
    public boolean present() {
        return values.length > 0;
    }
}
