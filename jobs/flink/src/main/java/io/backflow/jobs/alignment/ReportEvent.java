package io.backflow.jobs.alignment;

import io.backflow.jobs.protocol.ReaderReport;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** How far a reader is, on its way to the coordinator. */
record ReportEvent(ReaderReport report) implements OperatorEvent {

    private static final long serialVersionUID = 1L;
}
