package io.backflow.jobs.kafka;

import io.backflow.jobs.feedback.Inbox;
import io.backflow.jobs.feedback.Reception;
import io.backflow.jobs.sync.Asking;
import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A trainer's side of a {@link ParameterFollower}, which runs in a thread of its own. */
final class TopicReception implements Reception {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Join join;
    private final Inbox inbox;
    private final ParameterFollower follower;
    private final Asking asking = new Asking(PATIENCE.toMillis());
    private final Thread thread;

    TopicReception(Join join, Inbox inbox, ParameterFollower follower) {
        this.join = join;
        this.inbox = inbox;
        this.follower = follower;
        thread = new Thread(follower, "parameter-follower-" + join.worker());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public ShardSnapshot[] take() {
        ShardSnapshot[] taken = inbox.take();
        if (taken.length > 0) {
            asking.heard(now());
        }
        return taken;
    }

    /** Nothing is asked before the answer cannot be missed any more. */
    @Override
    public Optional<Join> question(boolean waiting) {
        if (!follower.listens() || !asking.due(now(), waiting)) {
            return Optional.empty();
        }
        asking.asked(now());
        return Optional.of(join);
    }

    @Override
    public long refused() {
        return follower.refused();
    }

    @Override
    public void unattend() {
        inbox.unattend();
        follower.stop();
    }

    @Override
    public void close() {
        unattend();
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
