package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.Join;
import java.util.Optional;

/** The trainer's end of a feedback edge that outlives a server: the trainer joins its server before it accepts one. */
public interface JoiningSubscription extends FeedbackSubscription {

    /**
     * The join to be sent to the server now, if one is due; it counts as sent.
     *
     * @param waiting whether the trainer cannot continue without new parameters
     */
    Optional<Join> joinRequest(boolean waiting);

    /** Records on the edge that were refused because of their content. */
    long refused();
}
