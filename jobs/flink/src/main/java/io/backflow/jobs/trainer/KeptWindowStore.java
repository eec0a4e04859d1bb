package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Reservoir;
import io.backflow.jobs.worker.KeptWindows;
import io.backflow.model.MinibatchRow;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Windows that are kept to be replayed, in keyed state: the slots in use, and each window by its slot, so that a state
 * backend on disk reads and writes only the windows that a minibatch needs.
 *
 * @param reservoirs slots in use; none where nothing was kept
 * @param windows by slot
 * @param key makes a sequence Flink's current key
 */
record KeptWindowStore(ValueState<Reservoir> reservoirs, MapState<Integer, MinibatchRow> windows, Consumer<String> key)
        implements KeptWindows {

    /** The states {@code reservoir} and {@code kept-windows} of an operator. */
    static KeptWindowStore of(KeyedStateStore store, Consumer<String> key) {
        return new KeptWindowStore(
                store.getState(new ValueStateDescriptor<>("reservoir", new ReservoirSerializer())),
                store.getMapState(
                        new MapStateDescriptor<>("kept-windows", IntSerializer.INSTANCE, new MinibatchRowSerializer())),
                key);
    }

    @Override
    public Reservoir reservoir(String id) {
        Reservoir reservoir = get(id, reservoirs::value);
        return reservoir == null ? Reservoir.EMPTY : reservoir;
    }

    @Override
    public void keep(String id, Reservoir reservoir) {
        run(id, () -> reservoirs.update(reservoir));
    }

    @Override
    public MinibatchRow window(String id, int slot) {
        MinibatchRow window = get(id, () -> windows.get(slot));
        if (window == null) {
            throw new IllegalStateException("slot " + slot + " of sequence " + id + " is in use and holds no window");
        }
        return window;
    }

    @Override
    public void keep(String id, int slot, MinibatchRow window) {
        run(id, () -> windows.put(slot, window));
    }

    @Override
    public void drop(String id, int slot) {
        run(id, () -> windows.remove(slot));
    }

    /** A sequence of which nothing was kept costs one look. */
    @Override
    public void clear(String id) {
        if (get(id, reservoirs::value) != null) {
            reservoirs.clear();
            windows.clear();
        }
    }

    /** Reads state. */
    @FunctionalInterface
    private interface Read<T> {
        @Nullable
        T read() throws Exception;
    }

    /** Writes state. */
    @FunctionalInterface
    private interface Write {
        void write() throws Exception;
    }

    private <T> @Nullable T get(String id, Read<T> read) {
        key.accept(id);
        try {
            return read.read();
        } catch (Exception e) {
            throw failure(id, e);
        }
    }

    private void run(String id, Write write) {
        key.accept(id);
        try {
            write.write();
        } catch (Exception e) {
            throw failure(id, e);
        }
    }

    private static IllegalStateException failure(String id, Exception cause) {
        return new IllegalStateException("kept windows of sequence " + id, cause);
    }
}
