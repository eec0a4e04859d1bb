package io.backflow.jobs.trainer;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;

/** A state of an operator, in memory. */
final class MemoryListState<T> implements ListState<T> {

    private final List<T> values = new ArrayList<>();

    @Override
    public Iterable<T> get() {
        return List.copyOf(values);
    }

    @Override
    public void add(T value) {
        values.add(value);
    }

    @Override
    public void update(List<T> all) {
        values.clear();
        values.addAll(all);
    }

    @Override
    public void addAll(List<T> more) {
        values.addAll(more);
    }

    @Override
    public void clear() {
        values.clear();
    }
}
