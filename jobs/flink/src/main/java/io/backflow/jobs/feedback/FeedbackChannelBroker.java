package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Where a tail and the trainer beside it meet, within one JVM. Either side may come first; the place goes when both have
 * left, so nothing survives a restart.
 */
public final class FeedbackChannelBroker implements FeedbackSubscription {

    private static final ConcurrentMap<SubtaskFeedbackKey, FeedbackChannelBroker> PLACES = new ConcurrentHashMap<>();

    private final SubtaskFeedbackKey place;
    private final FeedbackChannel inbox = new FeedbackChannel();
    private int parties;

    private FeedbackChannelBroker(SubtaskFeedbackKey place) {
        this.place = place;
    }

    /** Takes part at {@code place}; every call is to be matched by one of {@link #leave}. */
    public static FeedbackChannelBroker join(SubtaskFeedbackKey place) {
        return PLACES.compute(place, (key, present) -> {
            FeedbackChannelBroker broker = present == null ? new FeedbackChannelBroker(place) : present;
            broker.parties++;
            return broker;
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
    FeedbackChannel inbox() {
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
    public void unsubscribe() {
        inbox.unsubscribe();
    }

    @Override
    public void close() {
        inbox.unsubscribe();
        leave();
    }
}
