package io.backflow.jobs.source;

import org.apache.flink.api.connector.source.SourceEvent;

/** Says to a reader that there are fewer partitions than readers, and none for it. */
record NoPartition() implements SourceEvent {

    private static final long serialVersionUID = 1L;
}
