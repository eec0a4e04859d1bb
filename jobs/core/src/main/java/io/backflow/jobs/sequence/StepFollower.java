package io.backflow.jobs.sequence;

/** Follows what happens to recurrent states, sequence by sequence in the order in which it happens. */
public interface StepFollower {

    /** The state of {@code step}'s sequence moves on by it: it has its turn, or stands in for one that never came. */
    void taken(Step step);

    /** What {@code step}, which was taken without its target, was to be compared with is known, or is not to be. */
    default void settled(Step step) {}

    /** The state of sequence {@code id} starts from zero with the next step that is taken. */
    void ended(String id);

    /** Sequence {@code id} goes on from {@code state}, which was saved. */
    void restored(String id, SequenceState state);
}
