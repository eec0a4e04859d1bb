package io.backflow.jobs.trainer;

import io.backflow.jobs.sync.ShardSnapshot;

/** When a worker trains what is ready, and what it waits for. */
sealed interface TrainingLoop permits SynchronousLoop, AsynchronousLoop {

    /**
     * The watermark before the last: the loop is to see it before sequences without an end are given up, so that what
     * was open in them makes a round of its own, after all others, whatever the timing.
     */
    long BEFORE_LAST = Long.MAX_VALUE - 1;

    /** A window of sequence {@code id} became ready at event time {@code time}. */
    void ready(String id, long time) throws InterruptedException;

    /** A window of sequence {@code id}, ready since event time {@code time}, was restored. */
    void restored(String id, long time);

    /** Nothing before event time {@code time} comes any more; ready windows of ended rounds are to be trained. */
    void watermark(long time) throws InterruptedException;

    /** Windows have waited for company long enough. */
    void linger() throws InterruptedException;

    /** Whether windows wait for company. */
    boolean lingering();

    /** A checkpoint barrier follows: whatever was learnt has to be sent before it. */
    void barrier() throws InterruptedException;

    /** The input is over and everything is ready that ever will be. */
    void end() throws InterruptedException;

    /** News from the server. */
    void parameters(ShardSnapshot snapshot);

    /** Gradients that were not used because a value was not finite. */
    long refused();

    /** Contributions that the server has not acknowledged. */
    int inFlight();

    /** The oldest version that this worker knows of. */
    long version();
}
