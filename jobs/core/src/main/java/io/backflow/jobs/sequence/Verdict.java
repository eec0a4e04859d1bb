package io.backflow.jobs.sequence;

/** What became of an arriving step. */
public enum Verdict {
    /** Taken in its turn, together with early ones that waited for it. */
    ACCEPTED,
    /** Held back until the steps before it have come. */
    HELD,
    /** Already taken, or already held back: dropped. */
    DUPLICATE,
    /** Its place was given up as a gap before it came. */
    LATE
}
