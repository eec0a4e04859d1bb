package io.backflow.jobs.feedback;

import java.io.Serializable;

/** The edge on which the server's snapshots reach the trainers. */
public interface FeedbackEdge extends Serializable {

    /** A trainer's announcement; it holds until it is closed. */
    interface Presence extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Announces the trainer of {@code subtask}, before it restores its state, which may take long, and so long before
     * {@link #open}. The caller closes what it gets.
     */
    Presence announce(SubtaskFeedbackKey subtask);

    /**
     * Opens the edge to one trainer.
     *
     * @param listener called on any thread when a snapshot can be taken or a join has to be sent
     */
    FeedbackSubscription open(SubtaskFeedbackKey subtask, FeedbackChannel.Listener listener);

    /** Whether a {@link ParameterTail} has to run beside each trainer. */
    boolean coLocated();
}
