package io.backflow.model.horizon;

import io.backflow.model.Check;

/**
 * Truncated backpropagation through time with k1 = {@code every} and k2 = {@code back} (Williams and Peng, 1990):
 * window w runs over the steps from {@code max(0, (w+1) k1 - k2)} to {@code min((w+1) k1, T)}, starts from the state
 * saved there as a constant, and has the losses of its new steps only, from {@code w k1} on. So each loss is counted
 * once and reaches at most k2 steps back.
 *
 * <p>The steps before the new ones are kept, at most {@link #past()}, with the state before the oldest of them. Today's
 * parameters run them again, which refreshes the state that reaches the new steps (burn-in).
 *
 * @param every new steps a window, 1 or more
 * @param back steps that the gradient runs back, at least {@code every}
 */
public record Overlap(int every, int back) {

    public Overlap {
        Check.positive("horizon.every", every);
        if (back < every) {
            throw new IllegalArgumentException("horizon.back is " + back + ", but horizon.every is " + every
                    + "; a gradient must reach at least the whole window, set back to " + every + " or more");
        }
    }

    /** Steps that a window repeats, at most. */
    public int past() {
        return back - every;
    }

    /** Steps that stay for the next window, after one of {@code past} repeated and {@code fresh} new steps. */
    public int kept(int past, int fresh) {
        return Math.min(past + fresh, past());
    }

    /** How many steps after this window's start the next one starts: the state there is the one to save. */
    public int advance(int past, int fresh) {
        return past + fresh - kept(past, fresh);
    }
}
