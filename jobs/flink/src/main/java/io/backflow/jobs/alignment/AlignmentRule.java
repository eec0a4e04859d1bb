package io.backflow.jobs.alignment;

import io.backflow.jobs.protocol.ReaderTime;
import io.backflow.jobs.source.ReadingGate;
import java.io.Serializable;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;

/**
 * How the readers of a stream are aligned.
 *
 * @param follows whether a silent reader goes on with the event time of the others
 * @param mostAhead how many numbers a reader may have read beyond the event time that all have reached
 */
public record AlignmentRule(boolean follows, long mostAhead) implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * One reader's side.
     *
     * @param coordinator where it reports to
     * @param task metrics of its task
     */
    public ReaderAlignment reader(OperatorEventGateway coordinator, MetricGroup task) {
        return new ReaderAlignment(new ReaderTime(follows, mostAhead), coordinator, ReadingGate.join(task));
    }

    /** The coordinator of the readers, whose operator is {@code id}. */
    public OperatorCoordinator.Provider coordinator(OperatorID id) {
        return new TimeCoordinator.Provider(id);
    }
}
