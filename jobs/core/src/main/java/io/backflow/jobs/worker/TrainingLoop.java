package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.ShardSnapshot;

/**
 * When a worker trains what is ready, and what it waits for.
 *
 * <p>The methods that report an event only record it; {@link #advance} acts, and never for long. A loop that must wait
 * says so and is called again after {@link #parameters}: it holds no thread, so that one thread may run one worker or a
 * thousand.
 */
sealed interface TrainingLoop permits SynchronousLoop, AsynchronousLoop {

    /**
     * The watermark before the last: the loop is to see it before sequences without an end are given up, so that what
     * was open in them makes a round of its own, after all others, whatever the timing.
     */
    long BEFORE_LAST = Long.MAX_VALUE - 1;

    /** A window of sequence {@code id} became ready at event time {@code time}. */
    void ready(String id, long time);

    /** A window of sequence {@code id}, ready since event time {@code time}, was restored. */
    void restored(String id, long time);

    /** Nothing before event time {@code time} comes any more; ready windows of ended rounds are to be trained. */
    void watermark(long time);

    /** It is {@code now}, in milliseconds of the machine's clock: windows that have waited long enough are due. */
    void linger(long now);

    /** Until when ready windows wait for company, if it is {@code now}; {@link Long#MAX_VALUE} where none does. */
    long lingersUntil(long now);

    /** Trains and sends what is due, one minibatch or one round of it. */
    Turn advance();

    /**
     * Whether input and barriers may come before {@link #advance} is {@link Turn#DONE}. Rounds are not interruptible: a
     * barrier would reach another worker in another round.
     */
    boolean interruptible();

    /** A checkpoint barrier follows: all unsent updates are sent before it. */
    void barrier();

    /** The input is over and everything is ready that ever will be. */
    void end();

    /** Applies a snapshot from the server; false if it is older than the present one. */
    boolean parameters(ShardSnapshot snapshot);

    /** Gradients that were not used because a value was not finite. */
    long refused();

    /** Contributions that the server has not acknowledged. */
    int inFlight();

    /** The oldest version among this worker's copies of the shards. */
    long version();
}
