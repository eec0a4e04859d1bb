package io.backflow.jobs.trainer;

import java.util.TreeSet;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/** The state of {@link WaitingSequences} in memory. */
final class Marks implements ValueState<Boolean> {

    final TreeSet<String> kept = new TreeSet<>();
    final WaitingSequences waiting = new WaitingSequences(this);
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
}
