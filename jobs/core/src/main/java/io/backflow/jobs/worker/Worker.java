package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.PrequentialPrediction;

/** What a training loop needs from the worker it runs in. */
public interface Worker {

    /** Index of this worker, from 0. */
    int index();

    /** How many workers there are. */
    int workers();

    /** How sequences are spread over workers. */
    KeyGroups keyGroups();

    /** The state of a sequence that this worker holds. */
    SequenceState sequence(String id);

    /** Writes a sequence's state back after a window of it was trained. */
    void keep(String id, SequenceState state);

    void send(Contribution contribution);

    void scored(PrequentialPrediction scored);
}
