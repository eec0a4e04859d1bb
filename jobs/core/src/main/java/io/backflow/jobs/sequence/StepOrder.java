package io.backflow.jobs.sequence;

import java.util.List;

/**
 * Puts a sequence's steps in order and cuts them into windows. Holds nothing between calls: all state is the
 * {@link SequenceState} passed in. Whether a timer fires before or after the sequence's next step arrives changes
 * nothing: whatever event time makes due is done as of the time when it was due.
 */
public sealed interface StepOrder permits Sequencer, TimeOrder, LabelledOrder {

    /** Takes {@code step} into {@code state}; completed windows are added to {@link SequenceState#ready}. */
    Acceptance accept(SequenceState state, Step step);

    /**
     * Joins {@code label} to its step in {@code state}, or lets it wait; completed windows are added to {@link
     * SequenceState#ready}. Only a {@link LabelledOrder} takes labels.
     */
    default Joining join(SequenceState state, StepLabel label) {
        throw new IllegalStateException("a label came, but no step waits for one: " + label.sequenceId());
    }

    /**
     * Does what event time {@code now} makes due. Afterwards {@link #deadline} is later than {@code now}. Returns the
     * windows that were completed by it, oldest first.
     */
    List<Window> advance(SequenceState state, long now);

    /** The next event time at which {@link #advance} has something to do, or {@link LifetimeRule#NEVER}. */
    long deadline(SequenceState state);

    /**
     * The recurrent state starts from zero after the newest step taken. Returns the windows that were completed by it,
     * oldest first.
     */
    List<Window> reset(SequenceState state);

    /**
     * No step comes any more: what is held back is taken, what is open is completed. Returns the windows that were
     * completed by it, oldest first.
     */
    List<Window> end(SequenceState state);
}
