package io.backflow.jobs.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The sequences with windows that wait to be trained, so that a worker that starts again reads no others: one mark a
 * sequence under Flink's keys. Beside them stand the settings under which they were marked: under others, and where an
 * older build marked none, all sequences are to be read, because each may not fit, or be due earlier. Used by one
 * thread.
 */
final class WaitingSequences {

    private static final String NAME = "waiting";

    private final ValueState<Boolean> marks;
    private final ListState<String> settings;
    private final Set<String> marked = new HashSet<>();

    WaitingSequences(ValueState<Boolean> marks, ListState<String> settings) {
        this.marks = marks;
        this.settings = settings;
    }

    /** The states {@code waiting} and {@code sequence-settings} of an operator. */
    static WaitingSequences of(KeyedStateStore keyed, OperatorStateStore operator) throws Exception {
        return new WaitingSequences(
                keyed.getState(new ValueStateDescriptor<>(NAME, Types.BOOLEAN)),
                operator.getUnionListState(new ListStateDescriptor<>("sequence-settings", Types.STRING)));
    }

    /** Those that are marked, of all that {@code backend} holds. */
    static List<String> marked(KeyedStateBackend<String> backend) {
        try (Stream<String> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
            return keys.sorted().toList();
        }
    }

    /** Takes up {@code restored} marks. Whether they are all that a worker under {@code now} has to read. */
    boolean resume(Collection<String> restored, String now) throws Exception {
        marked.addAll(restored);
        boolean known = false;
        for (String then : settings.get()) {
            known = true;
            if (!then.equals(now)) {
                return false;
            }
        }
        return known;
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

    /** Writes down under which settings they are marked. */
    void snapshot(String now) throws Exception {
        settings.update(List.of(now));
    }
}
