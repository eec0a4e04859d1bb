package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Optional;

/** A trainer's end of the feedback edge. Used by the trainer's thread only. */
public interface FeedbackSubscription extends AutoCloseable {

    /** Takes the newest snapshot of each shard that has arrived; throws the reason if the edge has failed. */
    ShardSnapshot[] take();

    /**
     * The join to be sent to the server now, if one is due; it counts as sent.
     *
     * @param waiting whether the trainer cannot continue without new parameters
     */
    Optional<Join> joinRequest(boolean waiting);

    /** Records on the edge that were refused because of their content. */
    long refused();

    /** Drops all later snapshots. */
    void unsubscribe();

    /** Ends this; no thread is left behind. */
    @Override
    void close();
}
