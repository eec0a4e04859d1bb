package io.backflow.jobs.trainer;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * How often each worker has seen each class, in the operator's state. With as many workers as before each goes on with
 * its own counts; with another number each begins with its share of all of them.
 */
public final class ClassCounts {

    private final ListState<long[]> entries;

    /** @param name of the state */
    public ClassCounts(OperatorStateStore store, String name) throws Exception {
        entries = store.getUnionListState(
                new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Writes down what this worker has counted. */
    public void write(int worker, long[] counts) throws Exception {
        entries.update(counts.length == 0 ? List.of() : List.of(entry(worker, counts)));
    }

    /** The counts that this worker begins with; all zero where nothing fitting was restored. */
    public long[] read(int worker, int workers, int classes) throws Exception {
        List<long[]> restored = new ArrayList<>();
        entries.get().forEach(restored::add);
        return share(restored, worker, workers, classes);
    }

    /** A worker's number, then its counts. */
    static long[] entry(int worker, long[] counts) {
        long[] entry = new long[counts.length + 1];
        entry[0] = worker;
        System.arraycopy(counts, 0, entry, 1, counts.length);
        return entry;
    }

    static long[] share(List<long[]> entries, int worker, int workers, int classes) {
        long[] counts = new long[classes];
        for (long[] entry : entries) {
            boolean mine = entries.size() != workers || entry[0] == worker;
            for (int c = 0; mine && entry.length == classes + 1 && c < classes; c++) {
                counts[c] += entry[c + 1];
            }
        }
        if (entries.size() != workers) {
            for (int c = 0; c < classes; c++) {
                counts[c] = counts[c] / workers + (worker < counts[c] % workers ? 1 : 0);
            }
        }
        return counts;
    }
}
