package io.backflow.jobs.sequence;

/** Why a recurrent state starts from zero, and the window before it may be short. */
public enum Ending {
    /** The stream said so. */
    END_OF_SEQUENCE,
    /** The sequence was silent for as long as its session may be. */
    SESSION_GAP,
    /** The sequence was silent for as long as it is kept. */
    TIME_TO_LIVE,
    /** Its step numbers started again. */
    RESTART,
    /** Steps were given up as missing. */
    GAP,
    /** No step comes any more. */
    END_OF_INPUT
}
