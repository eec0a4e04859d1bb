package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Connects a tail and the trainer beside it within one JVM. Either side may join first; the entry is removed when both
 * have left, so nothing survives a restart.
 */
public final class FeedbackChannelBroker implements FeedbackSubscription {

    private static final ConcurrentMap<SubtaskFeedbackKey, FeedbackChannelBroker> PLACES = new ConcurrentHashMap<>();

    private final SubtaskFeedbackKey subtask;
    private final FeedbackChannel channel = new FeedbackChannel();
    private int parties;

    private FeedbackChannelBroker(SubtaskFeedbackKey subtask) {
        this.subtask = subtask;
    }

    /** Takes part at {@code subtask}; every call is to be matched by one of {@link #leave}. */
    public static FeedbackChannelBroker join(SubtaskFeedbackKey subtask) {
        return PLACES.compute(subtask, (key, present) -> {
            FeedbackChannelBroker broker = present == null ? new FeedbackChannelBroker(subtask) : present;
            broker.parties++;
            return broker;
        });
    }

    /** Leaves; the last to leave removes the entry. */
    public void leave() {
        PLACES.compute(subtask, (key, present) -> {
            parties--;
            return parties == 0 ? null : this;
        });
    }

    /** The channel between the two. */
    FeedbackChannel channel() {
        return channel;
    }

    @Override
    public ShardSnapshot[] take() {
        return channel.take();
    }

    @Override
    public void unsubscribe() {
        channel.unsubscribe();
    }

    @Override
    public void close() {
        channel.unsubscribe();
        leave();
    }
}
