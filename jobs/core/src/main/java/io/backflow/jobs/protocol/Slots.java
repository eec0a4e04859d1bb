package io.backflow.jobs.protocol;

/**
 * Optimizer slots, and how many updates have gone into them. A rule that corrects the bias of its slots, as Adam does,
 * takes steps of the wrong length if the number is not that of these slots.
 *
 * @param values {@code [n, length]}; empty in a worker's message if they are those of its last one
 * @param updates number of updates since the slots were fresh, or {@link #UNCOUNTED}
 * @param since version from which the alarm of drift was in force that last made them fresh; 0: none did
 */
public record Slots(float[] values, long updates, long since) {

    /** Instead of a number of updates: the slots were written by a build that did not count them. */
    public static final long UNCOUNTED = -1;

    /** That no alarm of drift has made fresh. */
    public Slots(float[] values, long updates) {
        this(values, updates, 0);
    }

    /** Whether they are here, and not those that were sent before. */
    public boolean hasValues() {
        return values.length > 0;
    }
}
