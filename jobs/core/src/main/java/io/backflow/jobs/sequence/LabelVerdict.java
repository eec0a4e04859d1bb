package io.backflow.jobs.sequence;

/** What became of a label. */
public enum LabelVerdict {
    /** Its step had come, and has it now. */
    JOINED,
    /** Waits for its step. */
    HELD,
    /** Says of its step what another label had said before: dropped. */
    REPEATED,
    /** Says something else of its step than another label had said before. */
    CONTRADICTING,
    /** Became known after its step's wait, or came when that was over. */
    LATE,
    /** Its step did not come, or too many labels of the sequence waited for their steps. */
    WITHOUT_STEP;

    /** Whether it is lost though it was perhaps never used. */
    public boolean isLoss() {
        return this == CONTRADICTING || this == LATE || this == WITHOUT_STEP;
    }
}
