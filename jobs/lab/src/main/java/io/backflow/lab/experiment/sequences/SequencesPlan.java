package io.backflow.lab.experiment.sequences;

import io.backflow.lab.chaos.StateBackend;
import org.jspecify.annotations.Nullable;

/**
 * What one process measures, or goes on with.
 *
 * @param brokers of Kafka
 * @param folder where checkpoints lie, and whatever Flink writes
 * @param restore the checkpoint to go on from; null: a new run is measured
 */
public record SequencesPlan(
        String brokers,
        Extent extent,
        String folder,
        @Nullable String restore) {

    /**
     * How much is measured.
     *
     * @param sequences all of them live at the same time
     * @param units hidden units of the GRU
     * @param every steps of a window
     * @param state where the state of sequences lies
     * @param records in the topic
     * @param warmUp seconds of training before anything is measured, or until half of the records are read
     * @param seconds that training is measured for, at most
     */
    public record Extent(
            int sequences, int units, int every, StateBackend state, int records, int warmUp, int seconds) {}

    SequencesPlan goingOnFrom(String checkpoint) {
        return new SequencesPlan(brokers, extent, folder, checkpoint);
    }
}
