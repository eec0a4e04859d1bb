package io.backflow.jobs.sequence;

import java.util.List;

/**
 * A finished window: consecutive accepted steps with their targets filled in, ready to be trained.
 *
 * @param steps in order; empty only where all steps were in windows before, and the sequence ends after them
 * @param completedAt event time, in milliseconds, of what completed the window: later than its last step where that
 *     step had to wait for its target
 * @param endsState whether the recurrent state is dropped after this window
 * @param endsLife whether the sequence is forgotten after this window, and with it the windows that are kept to be
 *     replayed
 */
public record Window(List<Step> steps, long completedAt, boolean endsState, boolean endsLife) {
    public Window {
        steps = List.copyOf(steps);
        if (steps.isEmpty() && !endsState) {
            throw new IllegalArgumentException("a window without steps that ends nothing");
        }
    }

    /** After which the sequence is not forgotten. */
    public Window(List<Step> steps, long completedAt, boolean endsState) {
        this(steps, completedAt, endsState, false);
    }

    /** The same steps with what became known of them, completed at event time {@code time}. */
    Window with(List<Step> known, long time) {
        return new Window(known, time, endsState, endsLife);
    }

    /** The same, after which the recurrent state is dropped. */
    Window endingState() {
        return new Window(steps, completedAt, true, endsLife);
    }

    /** The same, after which the sequence is forgotten. */
    Window endingLife() {
        return new Window(steps, completedAt, endsState, true);
    }
}
