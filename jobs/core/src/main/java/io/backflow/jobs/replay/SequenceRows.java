package io.backflow.jobs.replay;

/** Rows of one sequence: how many there are, and how far the epoch is. Mutable. */
final class SequenceRows {

    /** In the files. */
    long rows;

    /** Of them, those that are not held out. */
    long training;

    /** Event time of the newest row so far. */
    long newest = Long.MIN_VALUE;

    /** Rows of the epoch so far. */
    long seen;

    void beginEpoch() {
        seen = 0;
    }
}
