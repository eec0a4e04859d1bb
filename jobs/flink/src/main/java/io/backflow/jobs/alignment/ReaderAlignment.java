package io.backflow.jobs.alignment;

import io.backflow.jobs.protocol.ReaderTime;
import io.backflow.jobs.source.ReadingGate;
import java.util.function.LongConsumer;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;

/**
 * One reader's side of the alignment: reports how far it is, and stops its source while it is too far ahead. Used by
 * the reader's thread only.
 */
public final class ReaderAlignment implements AutoCloseable {

    /** Between two reports; event time of a silent reader is so far behind, twice at most. */
    public static final long REPORT_MILLIS = 50;

    private final ReaderTime time;
    private final OperatorEventGateway coordinator;
    private final ReadingGate gate;

    ReaderAlignment(ReaderTime time, OperatorEventGateway coordinator, ReadingGate gate) {
        this.time = time;
        this.coordinator = coordinator;
        this.gate = gate;
    }

    /** So much was sent to workers. */
    public void read(long size) {
        time.read(size);
        gate.close(time.isAhead());
    }

    /** The source's partitions have reached {@code mark}; whether the workers are to receive it. */
    public boolean reach(long mark) {
        boolean marks = time.reach(mark);
        if (mark == Long.MAX_VALUE) {
            report(); // the task ends before another report is due
        }
        return marks;
    }

    /**
     * The source's partitions are silent, or are so no longer; {@code marks} receives the mark for the workers, if
     * there is one. Returns whether the workers are not to know of it.
     */
    public boolean silent(boolean silent, LongConsumer marks) {
        if (time.silent(silent)) {
            marks.accept(time.merged());
        }
        return time.follows();
    }

    /** Takes what the coordinator has sent; {@code marks} receives the mark for the workers, if there is one. */
    public void receive(OperatorEvent event, LongConsumer marks) {
        if (!(event instanceof MergedTimeEvent merged)) {
            throw new IllegalArgumentException("the coordinator sends " + event + " and not a time");
        }
        if (time.merged(merged.time())) {
            marks.accept(time.merged());
        }
        gate.close(time.isAhead());
    }

    /** Some time has passed: the coordinator is to know what is new. */
    public void pass() {
        if (time.mustReport()) {
            report();
        }
    }

    private void report() {
        coordinator.sendEventToCoordinator(new ReportEvent(time.takeReport()));
    }

    @Override
    public void close() {
        gate.leave();
    }
}
