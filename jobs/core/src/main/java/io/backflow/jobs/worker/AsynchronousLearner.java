package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.model.Gradients;

/** What an asynchronous worker computes from its minibatches, and when it sends the result to the server. */
sealed interface AsynchronousLearner permits AsynchronousGradient, AsynchronousDelta {

    /** Whether another minibatch may be trained before the server has acknowledged more. */
    boolean mayTrain();

    /** Gives {@code trainer} the parameters for the next minibatch. */
    void begin(BatchTrainer trainer);

    /** Where the gradient of the next minibatch goes; empty. */
    Gradients gradients();

    /** A minibatch is done; its gradient is in {@link #gradients()}. */
    void learnt(TrainingTotals totals);

    /** The last minibatch was not a full one: the worker has time, and no reason to save messages. */
    void pause();

    /**
     * Sends the updates that are unsent and due, if the bound on contributions in flight allows it.
     *
     * @param barrier a checkpoint follows: send regardless, and the optimizer's slots too
     */
    void flush(boolean barrier);

    void apply(ShardSnapshot snapshot);

    int inFlight();

    long refused();
}
