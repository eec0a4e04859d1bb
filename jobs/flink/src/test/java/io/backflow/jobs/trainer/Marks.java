package io.backflow.jobs.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/** The states of {@link WaitingSequences} in memory. */
final class Marks implements ValueState<Boolean> {

    final TreeSet<String> kept = new TreeSet<>();
    final Settings settings = new Settings();
    final WaitingSequences waiting = new WaitingSequences(this, settings);
    String key = "";
    int writes;

    @Override
    public @Nullable Boolean value() {
        return kept.contains(key) ? true : null;
    }

    @Override
    public void update(Boolean marked) {
        kept.add(key);
        writes++;
    }

    @Override
    public void clear() {
        kept.remove(key);
        writes++;
    }

    /** What stands beside the marks. */
    static final class Settings implements ListState<String> {

        private final List<String> values = new ArrayList<>();

        @Override
        public Iterable<String> get() {
            return List.copyOf(values);
        }

        @Override
        public void add(String value) {
            values.add(value);
        }

        @Override
        public void update(List<String> all) {
            values.clear();
            values.addAll(all);
        }

        @Override
        public void addAll(List<String> more) {
            values.addAll(more);
        }

        @Override
        public void clear() {
            values.clear();
        }
    }
}
