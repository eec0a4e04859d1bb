package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a synchronous worker computes from the windows of a round. */
sealed interface RoundLearner permits RoundGradient, RoundDelta {

    /** Starts a round on the parameters that are known now. */
    void begin(ParameterView view, BatchTrainer trainer);

    /**
     * Trains the next window of each of {@code sequences} as one minibatch; returns what was trained, without updates.
     *
     * @param scored receives the predictions, made before the windows were trained
     */
    TrainingTotals train(BatchTrainer trainer, List<SequenceState> sequences, Consumer<PrequentialPrediction> scored);

    /**
     * Ends a lane, and begins the next on the same parameters.
     *
     * @param trained what was trained in the lane, without updates
     * @param features of what was trained in the lane
     * @return the sum over the lane, of the whole vector; the caller's from now on
     */
    Share finish(TrainingTotals trained, FeatureSums features);

    /** The parameters are replaced by those of another version: optimizer slots are fresh. */
    void rolledBack();

    /** Optimizer slots to be kept for a restart. */
    Optional<Slots> slots();

    /** Gradients that were not used because a value was not finite. */
    long refused();
}
