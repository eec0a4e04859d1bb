package io.backflow.jobs.sequence;

/** What the stream brings of a sequence: a step, or the label of one. */
public sealed interface Arrival permits Step, StepLabel {

    /** The sequence. */
    String sequenceId();

    /** Event time of the step, or when the label became known, in milliseconds since the epoch. */
    long eventTime();
}
