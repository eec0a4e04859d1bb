package io.backflow.jobs.feedback;

import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardSnapshot;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where a tail and the trainer beside it meet, within one JVM. Either side may come first; the place goes when both have
 * left, so nothing survives a restart.
 */
public final class HandOver implements Reception {

    private static final ConcurrentMap<Place, HandOver> PLACES = new ConcurrentHashMap<>();

    private final Place place;
    private final Inbox inbox = new Inbox();
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

    /** What lies here. */
    Inbox inbox() {
        return inbox;
    }

    @Override
    public ShardSnapshot[] take() {
        return inbox.take();
    }

    /** A tail in the same attempt needs no handshake. */
    @Override
    public Optional<Join> question(boolean waiting) {
        return Optional.empty();
    }

    @Override
    public long refused() {
        return 0;
    }

    @Override
    public void unattend() {
        inbox.unattend();
    }

    @Override
    public void close() {
        inbox.unattend();
        leave();
    }
}
