package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The states of the sequences that were used since the last barrier, so that a state backend on disk neither reads nor
 * writes one at each step. {@link #writeBack} gives Flink's state what has changed, and empties it: at each barrier,
 * before all states are read, and where it has grown too large. Where states go before they are used again, it takes
 * little memory, because the collector of garbage would copy them all for nothing; now and then it takes much, to see
 * whether that has changed. A failure loses it as it loses all since the last checkpoint. Used by one thread.
 */
final class SequenceCache {

    /** About how many bytes of memory it takes at most. */
    static final long MOST_BYTES = 64L << 20;

    /** It takes this part of them where states go before they are used again. */
    private static final int LITTLE = 16;

    /** Of so many times that it is full then, it takes them all in one. */
    private static final int TRIAL = 32;

    /** States are used again if this part of them is. Training a window uses those of its steps once more. */
    private static final int WORTHWHILE = 2;

    private static final int STATE_BYTES = 1000;
    private static final int STEP_BYTES = 150;

    /** A state is weighed again after so many changes. */
    private static final int CHANGES_A_WEIGHING = 8;

    private final SequenceStore store;
    private final WaitingSequences waiting;
    private final Consumer<String> currentKey;
    private final ToIntFunction<String> keyGroup;
    private final long mostBytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Entry> changed = new ArrayList<>();
    private long bytes;
    private long limit;
    private long usesAgain;
    private long timesFull;
    private @Nullable Entry lastUsed;

    /** A state, about how many bytes it takes, and how often it has changed since Flink's state has got it. */
    private static final class Entry {

        private final String id;
        private final SequenceState state;
        private long bytes;
        private int changes;

        private Entry(String id, SequenceState state) {
            this.id = id;
            this.state = state;
        }
    }

    /**
     * @param waiting is kept up to date
     * @param currentKey makes a sequence Flink's current key
     * @param keyGroup of a sequence's ID
     */
    SequenceCache(
            SequenceStore store,
            WaitingSequences waiting,
            Consumer<String> currentKey,
            ToIntFunction<String> keyGroup,
            long mostBytes) {
        this.store = store;
        this.waiting = waiting;
        this.currentKey = currentKey;
        this.keyGroup = keyGroup;
        this.mostBytes = mostBytes;
        limit = mostBytes;
    }

    /** The state of sequence {@code id}; a fresh one where there is none. */
    SequenceState get(String id) {
        Entry known = entries.get(id);
        if (known == null) {
            currentKey.accept(id);
            known = add(id, store.get(id));
        } else {
            usesAgain++;
        }
        lastUsed = known;
        return known.state;
    }

    private Entry add(String id, SequenceState state) {
        if (bytes >= limit) {
            limit = nextLimit();
            writeBack();
        }
        Entry entry = new Entry(id, state);
        entries.put(id, entry);
        weigh(entry);
        return entry;
    }

    private long nextLimit() {
        timesFull++;
        boolean worthwhile = usesAgain * WORTHWHILE >= entries.size();
        return worthwhile || timesFull % TRIAL == 0 ? mostBytes : mostBytes / LITTLE;
    }

    private void weigh(Entry entry) {
        long now = bytes(entry.state);
        bytes += now - entry.bytes;
        entry.bytes = now;
    }

    /** Notes that {@code state} is what is to be kept of sequence {@code id}. */
    void keep(String id, SequenceState state) {
        if (state.disposable()) {
            dispose(id, state);
            return;
        }
        Entry entry = entryOf(id, state);
        if (entry.changes++ % CHANGES_A_WEIGHING == 0) {
            weigh(entry);
        }
    }

    private void dispose(String id, SequenceState state) {
        Entry gone = entries.remove(id);
        bytes -= gone == null ? 0 : gone.bytes;
        lastUsed = null;
        currentKey.accept(id);
        write(id, state);
    }

    private void write(String id, SequenceState state) {
        store.put(id, state);
        waiting.note(id, !state.ready.isEmpty());
    }

    private Entry entryOf(String id, SequenceState state) {
        Entry last = lastUsed;
        if (last != null && last.state == state) {
            return last;
        }
        Entry known = entries.get(id);
        if (known != null && known.state == state) {
            return known;
        }
        bytes -= known == null ? 0 : known.bytes;
        return add(id, state);
    }

    /** Whether something is kept of sequence {@code id}. */
    boolean holds(String id) {
        Entry known = entries.get(id);
        if (known != null && known.changes > 0) {
            return true;
        }
        currentKey.accept(id);
        return store.holds();
    }

    /** Gives Flink's state what has changed, and forgets all. */
    void writeBack() {
        for (Entry entry : entries.values()) {
            if (entry.changes > 0) {
                changed.add(entry);
            }
        }
        for (long place : byKeyGroup()) {
            Entry entry = changed.get((int) place);
            currentKey.accept(entry.id);
            write(entry.id, entry.state);
        }
        changed.clear();
        entries.clear();
        lastUsed = null;
        bytes = 0;
        usesAgain = 0;
    }

    /** Where those that have changed are, by key group: neighbours on disk are written faster one after another. */
    private long[] byKeyGroup() {
        long[] places = new long[changed.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = (long) keyGroup.applyAsInt(changed.get(i).id) << Integer.SIZE | i;
        }
        Arrays.sort(places);
        return places;
    }

    /** About how many steps the finished windows have, without a look at each: as if all were as long as one. */
    private static long windows(SequenceState state) {
        Window newest = state.ready.peekLast();
        List<HorizonMemory.Part> parts = state.horizon.parts;
        return (newest == null ? 0 : (long) state.ready.size() * newest.steps().size())
                + (parts.isEmpty()
                        ? 0
                        : (long) parts.size() * parts.get(0).steps().size());
    }

    /** About how many bytes of memory {@code state} takes. */
    private static long bytes(SequenceState state) {
        Step last = state.lastTaken;
        int features = last == null ? 0 : last.features().length;
        long steps = state.open.size()
                + state.early.size()
                + state.next.size()
                + state.horizon.past.size()
                + windows(state)
                + (state.byTime == null ? 0 : state.byTime.size());
        long floats = (long) state.recurrent.length
                + state.horizon.influence.length
                + state.features.values.length
                + 2 * steps * features;
        return STATE_BYTES + STEP_BYTES * steps + Float.BYTES * floats;
    }
}
