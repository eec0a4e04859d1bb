package io.backflow.lab.experiment.pipeline;

import io.backflow.lab.chaos.StateBackend;
import java.util.List;

/**
 * What one process measures.
 *
 * @param units hidden units of the LSTM
 * @param variants what is trained, one after another
 * @param extent how long, and of how much
 */
public record PipelinePlan(String brokers, int units, List<Variant> variants, Extent extent) {

    /**
     * What differs between two jobs of the same network.
     *
     * @param predictions which are written to Kafka, as {@code predictions.publish} names it
     * @param record what one record of them contains, as {@code predictions.record} names it
     */
    public record Variant(int parallelism, StateBackend state, String predictions, String record) {}

    /**
     * How much is measured.
     *
     * @param seconds that each job is measured for, at least
     * @param warmUpSeconds before the first of a process
     * @param records in the topic
     */
    public record Extent(int seconds, int warmUpSeconds, int records) {}
}
