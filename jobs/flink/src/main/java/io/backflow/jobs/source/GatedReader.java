package io.backflow.jobs.source;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader that, where it has read everything, waits at an {@link EndGate}. Meanwhile it does not hold back event time.
 */
final class GatedReader<T, S extends SourceSplit> extends PassingReader<T, S> {

    private final EndGate gate;
    private final int subtask;
    private final int readers;
    private boolean waits;

    GatedReader(SourceReader<T, S> reader, EndGate gate, int subtask, int readers) {
        super(reader);
        this.gate = gate;
        this.subtask = subtask;
        this.readers = readers;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (!waits) {
            InputStatus status = super.pollNext(output);
            if (status != InputStatus.END_OF_INPUT) {
                return status;
            }
            waits = true;
            output.markIdle();
            gate.arrive(subtask, readers);
        }
        if (!gate.opened().isDone()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        output.markActive(); // or the end of event time would be held back
        return InputStatus.END_OF_INPUT;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return waits ? gate.opened() : super.isAvailable();
    }

    @Override
    public void close() throws Exception {
        gate.leave(subtask);
        super.close();
    }
}
