package io.backflow.jobs.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The sequences with windows that wait to be trained, so that a worker that starts again reads no others: one mark a
 * sequence under Flink's keys. Used by one thread.
 */
final class WaitingSequences {

    private static final String NAME = "waiting";

    private final ValueState<Boolean> marks;
    private final Set<String> marked = new HashSet<>();

    WaitingSequences(ValueState<Boolean> marks) {
        this.marks = marks;
    }

    /** The state {@code waiting} of an operator. */
    static WaitingSequences of(KeyedStateStore store) {
        return new WaitingSequences(store.getState(new ValueStateDescriptor<>(NAME, Types.BOOLEAN)));
    }

    /** Those that are marked, of all that {@code backend} holds. */
    static List<String> marked(KeyedStateBackend<String> backend) {
        try (Stream<String> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
            return keys.sorted().toList();
        }
    }

    /** Takes up the marks of {@code restored} sequences. */
    void resume(Collection<String> restored) {
        marked.addAll(restored);
    }

    /** Notes whether the current key, sequence {@code id}, has windows that wait. */
    void note(String id, boolean waits) {
        try {
            if (waits && marked.add(id)) {
                marks.update(true);
            } else if (!waits && marked.remove(id)) {
                marks.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("mark of sequence " + id, e);
        }
    }
}
