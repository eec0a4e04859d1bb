package io.backflow.jobs.feedback;

import java.io.Serializable;

/** How the server's versions come back to the trainers. */
public interface FeedbackEdge extends Serializable {

    /**
     * Opens the way to one trainer.
     *
     * @param bell rung, on any thread, when something can be picked up or is to be asked
     */
    FeedbackSubscription open(SubtaskFeedbackKey subtask, FeedbackChannel.Listener listener);

    /** Whether a {@link ParameterTail} has to run beside each trainer. */
    boolean coLocated();
}
