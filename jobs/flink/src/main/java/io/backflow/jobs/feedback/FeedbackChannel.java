package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Passes snapshots from one thread to a trainer's. Conflating: of each shard only the newest snapshot with values
 * waits, with what changed in those that it has taken the place of; and the newest without. Safe for the two threads
 * that share it.
 */
public final class FeedbackChannel {

    /** Called on the thread that puts a snapshot when a snapshot waits. */
    @FunctionalInterface
    public interface Listener {
        void ring();
    }

    private final Map<Integer, ShardSnapshot> waiting = new TreeMap<>();
    private final Map<Integer, ShardSnapshot> withoutValues = new TreeMap<>();
    private @Nullable Listener listener;
    private @Nullable RuntimeException failure;
    private boolean attended;
    private boolean closed;

    /** The trainer's side: it is here, and will subscribe once its state is restored. */
    public synchronized void attend() {
        attended = true;
    }

    /** The trainer's side: {@code listener} is called whenever a snapshot waits, at once if one does already. */
    public synchronized void subscribe(Listener listener) {
        this.listener = listener;
        attended = true;
        if (!silent() || failure != null) {
            ring();
        }
    }

    /** The trainer's side: later snapshots are dropped. */
    public synchronized void unsubscribe() {
        listener = null;
        closed = true;
        waiting.clear();
        withoutValues.clear();
    }

    /** Puts {@code snapshot} in place of an older one of its shard. */
    public void put(ShardSnapshot snapshot) {
        put(List.of(snapshot));
    }

    /** Puts {@code snapshots} so that they are taken together. */
    public synchronized void put(List<ShardSnapshot> snapshots) {
        if (closed) {
            return;
        }
        boolean silent = silent();
        for (ShardSnapshot snapshot : snapshots) {
            if (snapshot.hasValues()) {
                waiting.merge(snapshot.shard(), snapshot, (old, young) -> young.over(old));
            } else {
                withoutValues.put(snapshot.shard(), snapshot);
            }
        }
        if (silent) {
            ring();
        }
    }

    private boolean silent() {
        return waiting.isEmpty() && withoutValues.isEmpty();
    }

    /** No snapshot follows, for this reason; {@link #take()} throws it. */
    public synchronized void fail(RuntimeException reason) {
        failure = reason;
        ring();
    }

    /** Calls the listener without a snapshot. */
    public synchronized void ring() {
        if (listener == null) {
            return;
        }
        try {
            listener.ring();
        } catch (RejectedExecutionException e) {
            unsubscribe(); // the trainer's mailbox is closed: its task ends before the one that puts snapshots here
        }
    }

    /** The trainer's side: takes all snapshots that wait, those with values first. */
    public synchronized ShardSnapshot[] take() {
        if (failure != null) {
            throw failure;
        }
        ShardSnapshot[] taken = Stream.of(waiting, withoutValues)
                .flatMap(kind -> kind.values().stream())
                .toArray(ShardSnapshot[]::new);
        waiting.clear();
        withoutValues.clear();
        return taken;
    }

    /** Whether a trainer has ever been here. */
    public synchronized boolean attended() {
        return attended;
    }
}
