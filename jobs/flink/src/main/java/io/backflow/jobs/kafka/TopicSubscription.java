package io.backflow.jobs.kafka;

import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.feedback.JoiningSubscription;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.worker.JoinRetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A trainer's side of a {@link ParameterFollower}, which runs in a thread of its own. */
final class TopicSubscription implements JoiningSubscription {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Join join;
    private final FeedbackChannel channel;
    private final ParameterFollower follower;
    private final JoinRetryPolicy retry = new JoinRetryPolicy(PATIENCE.toMillis());
    private final Thread thread;

    TopicSubscription(Join join, FeedbackChannel channel, ParameterFollower follower) {
        this.join = join;
        this.channel = channel;
        this.follower = follower;
        thread = new Thread(follower, "parameter-follower-" + join.worker());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public ShardSnapshot[] take() {
        ShardSnapshot[] taken = channel.take();
        if (taken.length > 0) {
            retry.received(now());
        }
        return taken;
    }

    /** No join is sent before the reader has reached the end of the topic, so that it cannot miss the answer. */
    @Override
    public Optional<Join> joinRequest(boolean waiting) {
        if (!follower.listens() || !retry.due(now(), waiting)) {
            return Optional.empty();
        }
        retry.sent(now());
        return Optional.of(join);
    }

    @Override
    public long refused() {
        return follower.refused();
    }

    @Override
    public void unsubscribe() {
        channel.unsubscribe();
        follower.stop();
    }

    @Override
    public void close() {
        unsubscribe();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
