package io.backflow.jobs.exchange;

import io.backflow.jobs.sequence.Arrival;
import java.util.List;

/**
 * Steps and labels on their way to one worker, in the order in which they came.
 *
 * @param arrivals one or more, of sequences that the same worker keeps
 */
public record ArrivalBatch(List<Arrival> arrivals) {

    /** The sequence that decides which worker it goes to. */
    public String sequenceId() {
        return arrivals.get(0).sequenceId();
    }
}
