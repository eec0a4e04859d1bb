package io.backflow.jobs.protocol;

/**
 * Optimizer slots, and how many updates have gone into them: a rule that takes the bias off its slots, as Adam does,
 * takes steps of the wrong length where the two do not belong together.
 *
 * @param values {@code [n, length]}; empty: none
 * @param updates of the rule, from fresh slots on
 */
public record Slots(float[] values, long updates) {

    /** Of a rule that has none, or none to send. */
    public static final Slots NONE = new Slots(Contribution.NOTHING, 0);

    /** In place of a number of updates: the slots were written by a build that did not count them. */
    public static final long UNCOUNTED = -1;

    /** Whether there are any. */
    public boolean present() {
        return values.length > 0;
    }
}
