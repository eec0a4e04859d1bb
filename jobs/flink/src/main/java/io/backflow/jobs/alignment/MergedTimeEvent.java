package io.backflow.jobs.alignment;

import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/** How far all readers are, on its way to one of them. */
record MergedTimeEvent(long time) implements OperatorEvent {

    private static final long serialVersionUID = 1L;
}
