package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;
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

    /**
     * A minibatch is done; its gradient is in {@link #gradients()}. Sends what is due.
     *
     * @param features of what was trained
     * @param full whether the minibatch was a full one; if not, the worker has time, and no reason to save messages
     */
    void learnt(TrainingTotals totals, FeatureSums features, boolean full);

    /** Takes over a snapshot that the view has taken over, and sends what is due now. */
    void apply(ShardSnapshot snapshot);

    /**
     * The parameters are replaced by those of another version: optimizer slots are fresh. Nothing is unsent, and
     * nothing is trained before the new parameters have come.
     */
    void rolledBack();

    int inFlight();

    long refused();
}
