package io.backflow.jobs.worker;

/** Counts the windows that a worker has replayed and kept since it was started. Not thread-safe. */
public final class ReplayCounts {

    private long replayed;
    private long refused;
    private long kept;
    private long forgotten;

    void addReplayed(float factor) {
        replayed++;
        refused += factor == 0 ? 1 : 0;
    }

    void addKept() {
        kept++;
    }

    void addForgotten(int windows) {
        forgotten += windows;
    }

    /** Windows that were trained once more; none of their steps is counted as trained again. */
    public long replayed() {
        return replayed;
    }

    /** Those of them that were left out of their minibatch's gradient, which they would have distorted. */
    public long refused() {
        return refused;
    }

    /** Kept windows that were given up since they are of before an alarm of drift. */
    public long forgotten() {
        return forgotten;
    }

    /** Windows that were kept to be replayed; a later one may have taken their place. */
    public long kept() {
        return kept;
    }
}
