package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.model.Gradients;

/** What a synchronous worker computes from the windows of a round. */
sealed interface RoundLearner permits RoundGradient, RoundDelta {

    /**
     * The sum over a lane of a round.
     *
     * @param values gradient or delta, the whole vector, the caller's from now on; empty if there was no update
     * @param divisor this worker's share in what the sum over workers is divided by
     * @param updates optimizer steps taken here
     */
    record Result(float[] values, double divisor, long updates) {}

    /** Starts a round on the parameters that are known now. */
    void begin(ParameterView view, BatchTrainer trainer);

    /** Where the gradient of the next minibatch goes. */
    Gradients gradients();

    /** A minibatch is done. */
    void step(BatchTrainer trainer);

    /** Ends a lane, and begins the next on the same parameters. */
    Result finish();

    /** Optimizer slots to be kept for a restart. */
    Slots slots();

    /** Gradients that were not used because a value was not finite. */
    long refused();
}
