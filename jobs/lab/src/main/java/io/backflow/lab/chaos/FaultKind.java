package io.backflow.lab.chaos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What may befall a cluster. */
public enum FaultKind {
    /** SIGKILL to a TaskManager that trains. */
    KILL_TASKMANAGER(7),
    /** SIGKILL to the JobManager, and with it the job; it goes on from its newest checkpoint. */
    KILL_JOBMANAGER(3),
    /** SIGKILL to a broker that leads. The only one: Kafka is away until it is back; of three: another one leads on. */
    KILL_BROKER(4),
    /** SIGSTOP to a TaskManager that trains, until long after it is given up, and then SIGCONT. */
    STOP_TASKMANAGER(2),
    /** The job is cancelled and submitted anew, from its newest checkpoint. */
    CANCEL_RESUBMIT(2),
    /** The job is stopped with a savepoint and goes on with another parallelism. */
    RESCALE(2),
    /** A TaskManager that trains runs for a fifth of the time only. */
    SLOW_TASKMANAGER(2),
    /** SIGSTOP to a broker that leads, for longer than its session, and then SIGCONT. */
    PAUSE_BROKER(2),
    /** No checkpoint can be written to its end, for a while. */
    FULL_DISK(2),
    /** The JobManager dies, and its newest checkpoint is damaged: the job goes on from the one before. */
    DAMAGE_CHECKPOINT(2),
    /** The job is stopped with a savepoint, from which a jar with other bytes goes on. */
    UPGRADE_JAR(2);

    private final int share;

    FaultKind(int share) {
        this.share = share;
    }

    /** How many of thirty faults are of this kind. */
    int share() {
        return share;
    }

    /** Such as {@code kill-broker}. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this label. */
    public static Optional<FaultKind> of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }
}
