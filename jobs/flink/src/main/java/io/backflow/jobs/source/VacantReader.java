package io.backflow.jobs.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader that does not hold back event time once it knows that it has {@link NoPartition}. Flink alone would declare
 * it silent only after {@code kafka.idle_timeout}.
 */
final class VacantReader<T, S extends SourceSplit> extends PassingReader<T, S> {

    private final CompletableFuture<Void> vacant = new CompletableFuture<>();
    private boolean settled;

    VacantReader(SourceReader<T, S> reader) {
        super(reader);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof NoPartition) {
            vacant.complete(null);
        } else {
            super.handleSourceEvents(event);
        }
    }

    @Override
    public void addSplits(List<S> splits) {
        settled = true;
        super.addSplits(splits);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (!settled && vacant.isDone()) {
            settled = true;
            output.markIdle();
        }
        return super.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return settled
                ? super.isAvailable()
                : CompletableFuture.anyOf(vacant, super.isAvailable()).thenAccept(any -> {});
    }
}
