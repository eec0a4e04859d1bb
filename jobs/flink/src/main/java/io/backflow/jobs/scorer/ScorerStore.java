package io.backflow.jobs.scorer;

import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.trainer.LiveStateSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The states from which forecasts are made, behind Flink's current key, which the caller sets.
 *
 * @param live those of the current version, one a sequence
 * @param shadow those of a version in the shadow
 * @param stateSize size of a fresh recurrent state
 */
record ScorerStore(ValueState<LiveState> live, ValueState<ShadowState> shadow, int stateSize) {

    static ScorerStore of(KeyedStateStore store, int stateSize) {
        return new ScorerStore(
                store.getState(new ValueStateDescriptor<>("live", new LiveStateSerializer())),
                store.getState(new ValueStateDescriptor<>("shadow", new ShadowStateSerializer())),
                stateSize);
    }

    LiveState get(String id) {
        try {
            LiveState state = live.value();
            return state == null ? new LiveState(stateSize) : state;
        } catch (IOException e) {
            throw problem(id, e);
        }
    }

    void put(String id, LiveState state) {
        try {
            if (state.isEmpty()) {
                live.clear();
            } else {
                live.update(state);
            }
        } catch (IOException e) {
            throw problem(id, e);
        }
    }

    @Nullable
    ShadowState getShadow(String id) {
        try {
            return shadow.value();
        } catch (IOException e) {
            throw problem(id, e);
        }
    }

    void putShadow(String id, @Nullable ShadowState state) {
        try {
            if (state == null) {
                shadow.clear();
            } else {
                shadow.update(state);
            }
        } catch (IOException e) {
            throw problem(id, e);
        }
    }

    private static UncheckedIOException problem(String id, IOException cause) {
        return new UncheckedIOException("live state of sequence " + id, cause);
    }
}
