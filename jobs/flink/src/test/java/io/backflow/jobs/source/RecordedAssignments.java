package io.backflow.jobs.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/** Flink's side of an enumerator, on one thread: what is repeated runs when the test says so. */
final class RecordedAssignments implements SplitEnumeratorContext<KafkaPartitionSplit> {

    private final int parallelism;
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();

    /** By partition, as it was last handed out. */
    final TreeMap<Integer, KafkaPartitionSplit> assigned = new TreeMap<>();

    /** Milliseconds from one repetition to the next; -1: nothing is repeated. */
    long everyMillis = -1;

    /** By reader, what it was told last. */
    final Map<Integer, SourceEvent> told = new HashMap<>();

    final List<Integer> withoutMore = new ArrayList<>();
    private Runnable repeated = () -> {};

    RecordedAssignments(int parallelism) {
        this.parallelism = parallelism;
    }

    void register(int subtask, KafkaPartitionSplit... reported) {
        readers.put(subtask, ReaderInfo.createReaderInfo(subtask, "here", List.of(reported)));
    }

    /** The interval has passed. */
    void repeat() {
        repeated.run();
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        told.put(subtask, event);
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
        assignment.assignment().values().forEach(splits -> splits.forEach(s -> assigned.put(s.getPartition(), s)));
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        withoutMore.add(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
        T result = null;
        Throwable problem = null;
        try {
            result = call.call();
        } catch (Exception e) {
            problem = e;
        }
        handler.accept(result, problem);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
        everyMillis = period;
        repeated = () -> callAsync(call, handler);
    }

    @Override
    public void runInCoordinatorThread(Runnable action) {
        action.run();
    }
}
