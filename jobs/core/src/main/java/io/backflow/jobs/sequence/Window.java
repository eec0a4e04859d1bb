package io.backflow.jobs.sequence;

import java.util.List;

/**
 * A finished window: consecutive accepted steps with their targets filled in, ready to be trained.
 *
 * @param steps in order; empty only where all steps were in windows before, and the sequence ends after them
 * @param completedAt event time, in milliseconds, of what completed the window: later than its last step where that
 *     step had to wait for its target
 * @param endsState whether the recurrent state is dropped after this window
 */
public record Window(List<Step> steps, long completedAt, boolean endsState) {
    public Window {
        steps = List.copyOf(steps);
        if (steps.isEmpty() && !endsState) {
            throw new IllegalArgumentException("a window without steps that ends nothing");
        }
    }
}
