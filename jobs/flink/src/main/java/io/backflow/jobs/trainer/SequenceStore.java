package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.SequenceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.state.ValueState;

/**
 * The sequences' states behind Flink's current key, which the caller sets.
 *
 * @param states one a sequence
 * @param stateSize size of a fresh recurrent state
 */
record SequenceStore(ValueState<SequenceState> states, int stateSize) {

    /** The state of the current key, sequence {@code id}; a fresh one where there is none. */
    SequenceState get(String id) {
        try {
            SequenceState state = states.value();
            return state == null ? new SequenceState(stateSize) : state;
        } catch (IOException e) {
            throw new UncheckedIOException("state of sequence " + id, e);
        }
    }

    /** Writes back the state of the current key, sequence {@code id}, or forgets it where nothing is worth keeping. */
    void put(String id, SequenceState state) {
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
    boolean holds() throws IOException {
        return states.value() != null;
    }
}
