package io.backflow.jobs.replay;

/** Takes what is replayed. */
public interface ReplaySink {

    /**
     * A record.
     *
     * @param heldOut whether it belongs to what is held out and goes to another topic
     */
    void send(byte[] key, byte[] value, boolean heldOut);

    /**
     * Called now and then, at least before each wait.
     *
     * @param progress how far the replay is
     * @return whether to go on
     */
    boolean goesOn(Progress progress);

    /**
     * How far a replay is.
     *
     * @param epoch from 1; 0 while the files are looked through
     * @param steps read in this epoch
     * @param waitMillis until the next step is due
     */
    record Progress(int epoch, long steps, long waitMillis) {}
}
