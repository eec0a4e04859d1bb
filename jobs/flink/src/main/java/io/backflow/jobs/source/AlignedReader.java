package io.backflow.jobs.source;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/** A reader that reads nothing while its task's {@link ReadingGate} is closed. */
final class AlignedReader<T, S extends SourceSplit> extends PassingReader<T, S> {

    private final ReadingGate gate;

    AlignedReader(SourceReader<T, S> reader, ReadingGate gate) {
        super(reader);
        this.gate = gate;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        return gate.isClosed() ? InputStatus.NOTHING_AVAILABLE : super.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return gate.isClosed() ? gate.opened() : super.isAvailable();
    }

    @Override
    public void close() throws Exception {
        gate.leave();
        super.close();
    }
}
