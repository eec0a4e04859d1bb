package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread puts the newest snapshots down and a trainer's picks them up. Conflating: of each shard only the
 * newest snapshot waits. Safe for the two threads that share it.
 */
public final class FeedbackChannel {

    /** Told, on the thread that puts down, that something waits. */
    @FunctionalInterface
    public interface Listener {
        void ring();
    }

    private final Map<Integer, ShardSnapshot> waiting = new TreeMap<>();
    private @Nullable Listener listener;
    private @Nullable RuntimeException failure;
    private boolean attended;

    /** The trainer's side: {@code bell} is rung whenever something new waits, at once if something does already. */
    public synchronized void subscribe(Listener listener) {
        this.listener = listener;
        attended = true;
        if (!waiting.isEmpty() || failure != null) {
            listener.ring();
        }
    }

    /** The trainer's side: no more is wanted; what comes is dropped. */
    public synchronized void unsubscribe() {
        listener = null;
        waiting.clear();
    }

    /** Puts {@code snapshot} down in place of an older one of its shard. */
    public void put(ShardSnapshot snapshot) {
        put(List.of(snapshot));
    }

    /** Puts {@code snapshots} down so that they are picked up together. */
    public synchronized void put(List<ShardSnapshot> snapshots) {
        if (attended && listener == null) {
            return;
        }
        boolean silent = waiting.isEmpty();
        for (ShardSnapshot snapshot : snapshots) {
            waiting.merge(snapshot.shard(), snapshot, FeedbackChannel::newer);
        }
        if (silent) {
            ring();
        }
    }

    /** Nothing will be put down any more, for this reason; {@link #take()} throws it. */
    public synchronized void fail(RuntimeException reason) {
        failure = reason;
        ring();
    }

    /** Rings without putting anything down. */
    public synchronized void ring() {
        if (listener == null) {
            return;
        }
        try {
            listener.ring();
        } catch (RejectedExecutionException e) {
            unsubscribe(); // the trainer's mailbox is closed: its task ends before the one that puts down here
        }
    }

    /** The trainer's side: picks up all that waits. */
    public synchronized ShardSnapshot[] take() {
        if (failure != null) {
            throw failure;
        }
        ShardSnapshot[] taken = waiting.values().toArray(ShardSnapshot[]::new);
        waiting.clear();
        return taken;
    }

    /** Whether a trainer has ever attended. */
    public synchronized boolean attended() {
        return attended;
    }

    /** The newer one; the slots that only a session's first snapshot has are kept. */
    private static ShardSnapshot newer(ShardSnapshot old, ShardSnapshot young) {
        return young.workerSlots().length == 0 && old.workerSlots().length > 0 ? young.withWorkerSlots(old) : young;
    }
}
