package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Reservoir;
import io.backflow.model.MinibatchRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Kept windows of a worker without Flink. */
public final class MemoryWindows implements KeptWindows {

    private final Map<String, Slots> sequences = new HashMap<>();

    /** What is kept of a sequence: windows by slot, of which so many are in use. */
    private static final class Slots {
        private Reservoir reservoir = Reservoir.EMPTY;
        private final Map<Integer, MinibatchRow> windows = new TreeMap<>();
    }

    /**
     * What is written down of a sequence.
     *
     * @param reservoir slots in use
     * @param windows by slot
     */
    public record Saved(Reservoir reservoir, Map<Integer, MinibatchRow> windows) {
        public Saved {
            windows = Map.copyOf(windows);
        }
    }

    /** What is kept, by sequence. */
    public Map<String, Saved> saved() {
        Map<String, Saved> saved = new TreeMap<>();
        sequences.forEach((id, slots) -> saved.put(id, new Saved(slots.reservoir, slots.windows)));
        return saved;
    }

    /** Goes on with what was {@link #saved} of sequence {@code id}. */
    public void restore(String id, Saved saved) {
        Slots slots = slots(id);
        slots.reservoir = saved.reservoir();
        slots.windows.putAll(saved.windows());
    }

    private Slots slots(String id) {
        return sequences.computeIfAbsent(id, none -> new Slots());
    }

    @Override
    public Reservoir reservoir(String id) {
        Slots slots = sequences.get(id);
        return slots == null ? Reservoir.EMPTY : slots.reservoir;
    }

    @Override
    public void keep(String id, Reservoir reservoir) {
        slots(id).reservoir = reservoir;
    }

    @Override
    public MinibatchRow window(String id, int slot) {
        return Objects.requireNonNull(slots(id).windows.get(slot), () -> "slot " + slot + " of sequence " + id);
    }

    @Override
    public void keep(String id, int slot, MinibatchRow window) {
        slots(id).windows.put(slot, window);
    }

    @Override
    public void drop(String id, int slot) {
        slots(id).windows.remove(slot);
    }

    @Override
    public void clear(String id) {
        sequences.remove(id);
    }
}
