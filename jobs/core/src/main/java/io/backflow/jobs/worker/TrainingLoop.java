package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.worker.ParameterView;

/**
 * When a worker trains what is ready, and what it waits for.
 *
 * <p>The methods that report an event only record it; {@link #advance} acts, and never for long. A loop that must wait
 * says so and is called again after {@link #parameters}: it holds no thread, so that one thread may run one worker or a
 * thousand. Watermarks matter to a {@link SynchronousLoop} only, the machine's clock to an {@link AsynchronousLoop}.
 */
sealed interface TrainingLoop permits SynchronousLoop, AsynchronousLoop {

    /** A window of sequence {@code id} became ready at event time {@code time}, or was restored. */
    void ready(String id, long time);

    /** Trains and sends what is due, one minibatch or one round of it. */
    Turn advance();

    /**
     * Whether input and barriers may come before {@link #advance} is {@link Turn#DONE}. Rounds are not interruptible: a
     * barrier would reach another worker in another round.
     */
    boolean interruptible();

    /** A checkpoint barrier follows: all unsent updates are sent before it. */
    void barrier();

    /**
     * A command replaces the parameters by those of another version. Nothing is trained before they have come.
     *
     * @param number counts the rollbacks of the run
     */
    void rolledBack(long number);

    /** Applies a snapshot from the server; false if it is older than the present one. */
    boolean parameters(ShardSnapshot snapshot);

    /** The worker's copy of the model. */
    ParameterView view();

    /** Gradients that were not used because a value was not finite. */
    long refused();

    /** The oldest version among this worker's copies of the shards. */
    long version();
}
