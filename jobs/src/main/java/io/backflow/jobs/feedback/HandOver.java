package io.backflow.jobs.feedback;

import io.backflow.jobs.sync.ShardSnapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a tail puts the newest snapshots down and the trainer beside it picks them up, within one JVM.
 *
 * <p>Conflating: of each shard only the newest snapshot waits. Either side may come first; the place goes when both have
 * left, so nothing survives a restart. Safe for the two threads that share it.
 */
public final class HandOver {

    private static final ConcurrentMap<Place, HandOver> PLACES = new ConcurrentHashMap<>();

    /**
     * Which pair shares a place.
     *
     * @param execution identity of this execution of the job, another after every restart
     * @param subtask index of both
     */
    public record Place(String execution, int subtask) {}

    /** Told, on the tail's thread, that something waits. */
    @FunctionalInterface
    public interface Bell {
        void ring();
    }

    private final Place place;
    private final Map<Integer, ShardSnapshot> waiting = new TreeMap<>();
    private @Nullable Bell bell;
    private boolean trainerCame;
    private int parties;

    private HandOver(Place place) {
        this.place = place;
    }

    /** Takes part at {@code place}; every call is to be matched by one of {@link #leave}. */
    public static HandOver join(Place place) {
        return PLACES.compute(place, (key, present) -> {
            HandOver handOver = present == null ? new HandOver(place) : present;
            handOver.parties++;
            return handOver;
        });
    }

    /** Stops taking part; the last to leave takes the place away. */
    public void leave() {
        PLACES.compute(place, (key, present) -> {
            parties--;
            return parties == 0 ? null : this;
        });
    }

    /** The trainer's side: {@code bell} is rung whenever something new waits, at once if something does already. */
    public synchronized void attend(Bell bell) {
        this.bell = bell;
        trainerCame = true;
        if (!waiting.isEmpty()) {
            bell.ring();
        }
    }

    /** The trainer's side: no more is wanted; what comes is dropped. */
    public synchronized void unattend() {
        bell = null;
        waiting.clear();
    }

    /** The tail's side: puts {@code snapshot} down in place of an older one of its shard. */
    public synchronized void put(ShardSnapshot snapshot) {
        if (trainerCame && bell == null) {
            return;
        }
        boolean silent = waiting.isEmpty();
        waiting.merge(snapshot.shard(), snapshot, HandOver::newer);
        if (bell != null && silent) {
            bell.ring();
        }
    }

    /** The trainer's side: picks up all that waits. */
    public synchronized ShardSnapshot[] take() {
        ShardSnapshot[] taken = waiting.values().toArray(ShardSnapshot[]::new);
        waiting.clear();
        return taken;
    }

    /** Whether a trainer has ever come to this place. */
    public synchronized boolean trainerCame() {
        return trainerCame;
    }

    /** The newer one; the slots that only a session's first snapshot has are kept. */
    private static ShardSnapshot newer(ShardSnapshot old, ShardSnapshot young) {
        return young.workerSlots().length == 0 && old.workerSlots().length > 0 ? young.withWorkerSlots(old) : young;
    }
}
