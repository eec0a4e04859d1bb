package io.backflow.lab.chaos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What may befall a cluster. */
public enum FaultKind {
    /** SIGKILL to a TaskManager that trains. */
    KILL_TASKMANAGER(7),
    /** SIGKILL to the JobManager, and with it the job; it goes on from its newest checkpoint. */
    KILL_JOBMANAGER(3),
    /** SIGKILL to the only broker. */
    KILL_BROKER(4),
    /** SIGSTOP to a TaskManager that trains, until long after it is given up, and then SIGCONT. */
    STOP_TASKMANAGER(2),
    /** The job is cancelled and submitted anew, from its newest checkpoint. */
    CANCEL_RESUBMIT(2),
    /** The job is stopped with a savepoint and goes on with another parallelism. */
    RESCALE(2);

    private final int share;

    FaultKind(int share) {
        this.share = share;
    }

    /** How many of twenty faults are of this kind. */
    int share() {
        return share;
    }

    /** Such as {@code kill-broker}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
