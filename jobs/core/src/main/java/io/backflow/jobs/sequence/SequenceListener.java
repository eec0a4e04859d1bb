package io.backflow.jobs.sequence;

/** Receives what happens to sequences beside their windows: for counting and for warnings. */
public interface SequenceListener {

    /** Does nothing. */
    SequenceListener NONE = new SequenceListener() {
        @Override
        public void gap(SequenceState state, long missing) {}

        @Override
        public void imputed(long steps) {}

        @Override
        public void ended(Ending ending, boolean cutShort) {}
    };

    /**
     * Steps in the middle of an episode were given up as missing.
     *
     * @param state what is known of the sequence; its newest gap is this one
     * @param missing how many
     */
    void gap(SequenceState state, long missing);

    /** {@code step} has its turn, or stands in for one that never came: the recurrent state moves on by it. */
    default void taken(Step step) {}

    /**
     * What {@code step}, which was taken, was to be compared with is known: it has its target, or there is none. Only
     * where labels come later.
     */
    default void settled(Step step) {}

    /** A step that waited for its label has none. */
    default void unlabelled(Unlabelled reason) {}

    /** A label that waited for its step is dropped; {@code verdict} is a loss. */
    default void labelDropped(StepLabel label, LabelVerdict verdict) {}

    /** The recurrent state starts from zero with the next step that is taken, if it does not already. */
    default void stateEnds() {}

    /** So many missing steps were replaced by the last input. */
    void imputed(long steps);

    /**
     * A recurrent state that was carried on so far starts from zero.
     *
     * @param cutShort whether the last window before it has fewer steps than a window has
     */
    void ended(Ending ending, boolean cutShort);
}
