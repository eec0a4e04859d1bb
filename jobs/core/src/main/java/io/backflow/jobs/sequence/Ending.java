package io.backflow.jobs.sequence;

/** Why a recurrent state starts from zero, and the window before it may be short. */
public enum Ending {
    /** A step had {@code end_of_sequence}. */
    END_OF_SEQUENCE,
    /** The sequence had no step for the session gap. */
    SESSION_GAP,
    /** The sequence had no step for its time to live. */
    TIME_TO_LIVE,
    /** Its step numbers started again. */
    RESTART,
    /** Steps were given up as missing. */
    GAP,
    /** The input ended. */
    END_OF_INPUT,
    /** A command. */
    CONTROL
}
