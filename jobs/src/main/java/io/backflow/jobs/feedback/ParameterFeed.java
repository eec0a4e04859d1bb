package io.backflow.jobs.feedback;

import java.io.Serializable;

/** How the server's versions come back to the trainers. */
public interface ParameterFeed extends Serializable {

    /**
     * Opens the way to one trainer.
     *
     * @param bell rung, on any thread, when something can be picked up or is to be asked
     */
    Reception open(Place place, Inbox.Bell bell);

    /** Whether a {@link ParameterTail} has to run beside each trainer. */
    boolean coLocated();
}
