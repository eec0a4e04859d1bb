package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Optional;

/** A trainer's end of the way back. Used by the trainer's thread only. */
public interface FeedbackSubscription extends AutoCloseable {

    /** Picks up the newest snapshot of each shard that has come; throws what broke the way. */
    ShardSnapshot[] take();

    /**
     * What is to be sent to the server now, if anything; counts as sent.
     *
     * @param waiting whether the trainer cannot go on without news
     */
    Optional<Join> joinRequest(boolean waiting);

    /** Records on the way that could not be believed for what they said. */
    long refused();

    /** No more is wanted. */
    void unsubscribe();

    /** Ends this; no thread is left behind. */
    @Override
    void close();
}
