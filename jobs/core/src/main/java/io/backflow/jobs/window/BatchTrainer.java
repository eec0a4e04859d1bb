package io.backflow.jobs.window;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.model.Gradients;
import java.util.List;
import java.util.function.Consumer;

/** What a training loop needs from the model that it trains. */
public interface BatchTrainer {

    /** Sequences that go side by side at most. */
    int batchCapacity();

    /** Takes over the parameters to train on, known to the world as {@code version}. */
    void load(float[] parameters, long version);

    /** Passes the losses of each window that is trained from now on to {@code listener}. */
    default void listen(LossListener listener) {}

    /**
     * Trains the oldest window of each of {@code sequences}, takes it out of its queue, and carries the state on.
     *
     * @param replay past windows that are trained once more beside them, and are no part of what is returned
     * @param gradients receives the summed gradient
     * @param scored receives every step's prediction, made before the step was trained
     * @return what was trained: a window that waits for its sequence's end is scored now and counted then; no update is
     *     counted
     */
    TrainingTotals train(
            List<SequenceState> sequences, Replay replay, Gradients gradients, Consumer<PrequentialPrediction> scored);

    /** What was trained since the last call, as the parameters' moving statistics need it. */
    default FeatureSums takeFeatures() {
        return FeatureSums.NONE;
    }

    /** As {@link #train(List, Replay, Gradients, Consumer)}, with the windows that this trainer replays by itself. */
    default TrainingTotals train(
            List<SequenceState> sequences, Gradients gradients, Consumer<PrequentialPrediction> scored) {
        return train(sequences, Replay.NONE, gradients, scored);
    }
}
