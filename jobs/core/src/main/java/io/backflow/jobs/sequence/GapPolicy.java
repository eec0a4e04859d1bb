package io.backflow.jobs.sequence;

/** What happens to a sequence's recurrent state when steps are given up as missing. */
public enum GapPolicy {
    /** The window ends before the gap and the state starts from zero after it. */
    RESET,
    /** The state goes on as if nothing were missing. */
    CARRY,
    /**
     * The last input is repeated for each missing step; the repetitions are not trained. A gap of more steps than
     * {@link ReorderRule#maxSteps} resets.
     */
    IMPUTE
}
