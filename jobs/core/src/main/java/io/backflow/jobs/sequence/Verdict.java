package io.backflow.jobs.sequence;

/** What became of an arriving step. */
public enum Verdict {
    /** Taken in its turn, together with early ones that waited for it. */
    ACCEPTED,
    /** Held back until the steps before it have come, or cannot come any more. */
    HELD,
    /** Already taken, or already held back: dropped. */
    DUPLICATE,
    /** Its place was given up as a gap before it came. */
    LATE,
    /** Its episode had ended before it came, and it was not taken there. */
    AFTER_END;

    /** Whether a step was lost that was perhaps never seen. */
    public boolean isLoss() {
        return this == LATE || this == AFTER_END;
    }
}
