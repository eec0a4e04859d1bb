package io.backflow.jobs.source;

import java.util.Collection;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A reader whose partitions end. Where sources are aligned, it waits as a whole; none of its partitions is paused by
 * itself, since Kafka's reader fails where one that has just ended is.
 */
final class UnpausedReader<T, S extends SourceSplit> extends PassingReader<T, S> {

    UnpausedReader(SourceReader<T, S> reader) {
        super(reader);
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        // the operator waits
    }
}
