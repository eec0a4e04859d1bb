package io.backflow.jobs.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Where operators of a reader's task stop its source for a while. The source and the operators find each other within
 * the task's JVM; the entry is removed when both have left. Used by the task's thread only.
 */
public final class ReadingGate {

    private static final String TASK = "<task_attempt_id>";
    private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);
    private static final ConcurrentMap<String, ReadingGate> GATES = new ConcurrentHashMap<>();

    private final String task;
    private int parties;
    private CompletableFuture<Void> opened = OPEN;

    private ReadingGate(String task) {
        this.task = task;
    }

    /**
     * The gate of the task that {@code metrics} belong to, open at first; every call is to be matched by one of
     * {@link #leave}.
     */
    public static ReadingGate join(MetricGroup metrics) {
        String task = metrics.getAllVariables().getOrDefault(TASK, "");
        return GATES.compute(task, (key, present) -> {
            ReadingGate gate = present == null ? new ReadingGate(task) : present;
            gate.parties++;
            return gate;
        });
    }

    /** Leaves; the last to leave removes the entry. */
    public void leave() {
        GATES.compute(task, (key, present) -> {
            parties--;
            return parties == 0 ? null : this;
        });
    }

    /** Whether the source is to wait. */
    public void close(boolean closed) {
        if (closed && opened.isDone()) {
            opened = new CompletableFuture<>();
        } else if (!closed) {
            opened.complete(null);
        }
    }

    boolean isClosed() {
        return !opened.isDone();
    }

    /** Completes when the source may go on. */
    CompletableFuture<Void> opened() {
        return opened;
    }
}
