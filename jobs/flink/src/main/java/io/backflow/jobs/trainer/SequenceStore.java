package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The sequences' states behind Flink's current key, which the caller sets.
 *
 * @param states one a sequence
 * @param stateSize size of a fresh recurrent state
 */
public record SequenceStore(ValueState<SequenceState> states, int stateSize) {

    private static final String NAME = "sequence";

    /** The state {@code sequence} of an operator. */
    public static SequenceStore of(KeyedStateStore store, int stateSize) {
        return new SequenceStore(
                store.getState(new ValueStateDescriptor<>(NAME, new SequenceStateSerializer())), stateSize);
    }

    /** The IDs of all sequences, in order. */
    public static List<String> keys(KeyedStateBackend<String> backend) {
        try (Stream<String> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
            return keys.sorted().toList();
        }
    }

    /** The state of the current key, sequence {@code id}; a fresh one where there is none. */
    public SequenceState get(String id) {
        try {
            SequenceState state = states.value();
            return state == null ? new SequenceState(stateSize) : state;
        } catch (IOException e) {
            throw new UncheckedIOException("state of sequence " + id, e);
        }
    }

    /** Writes back the state of the current key, sequence {@code id}, or forgets it where nothing is worth keeping. */
    public void put(String id, SequenceState state) {
        try {
            if (state.disposable()) {
                states.clear();
            } else {
                states.update(state);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("state of sequence " + id, e);
        }
    }

    /** Whether the current key is known. */
    public boolean holds() {
        try {
            return states.value() != null;
        } catch (IOException e) {
            throw new UncheckedIOException("state of a sequence", e);
        }
    }
}
