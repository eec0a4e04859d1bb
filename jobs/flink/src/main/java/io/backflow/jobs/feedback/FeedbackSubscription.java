package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;

/** A trainer's end of the feedback edge. Used by the trainer's thread only. */
public interface FeedbackSubscription extends AutoCloseable {

    /** Takes the newest snapshot of each shard that has arrived; throws the reason if the edge has failed. */
    ShardSnapshot[] take();

    /** Drops all later snapshots. */
    void unsubscribe();

    /** Ends this; no thread is left behind. */
    @Override
    void close();
}
