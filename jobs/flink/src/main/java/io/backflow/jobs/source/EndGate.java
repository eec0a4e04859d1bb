package io.backflow.jobs.source;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps the readers of a bounded job in this process where they have read everything, until its state is saved. What
 * the end of the input sets off (open windows are trained, rounds are closed) cannot be taken back, and a job restored
 * after it could not go on when more comes.
 */
public final class EndGate implements AutoCloseable {

    private static final ConcurrentMap<String, EndGate> GATES = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final Set<Integer> arrived = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    private EndGate() {}

    /** A gate that is closed. */
    public static EndGate create() {
        EndGate gate = new EndGate();
        GATES.put(gate.name, gate);
        return gate;
    }

    static EndGate find(String name) {
        EndGate gate = GATES.get(name);
        if (gate == null) {
            throw new IllegalStateException("no gate " + name + " is in this process; only a local run has one");
        }
        return gate;
    }

    /** By which a job's source finds it. */
    public String name() {
        return name;
    }

    /** Completes when every reader has read to its end. */
    public CompletableFuture<Void> reached() {
        return reached;
    }

    /** Lets the readers end. */
    public void open() {
        opened.complete(null);
    }

    CompletableFuture<Void> opened() {
        return opened;
    }

    /** Reader {@code subtask} of so many {@code readers} has read to its end. */
    void arrive(int subtask, int readers) {
        arrived.add(subtask);
        if (arrived.size() == readers) {
            reached.complete(null);
        }
    }

    /** Reader {@code subtask} has gone; where its job is restarted, another one has to read to the end first. */
    void leave(int subtask) {
        arrived.remove(subtask);
    }

    @Override
    public void close() {
        GATES.remove(name);
        open();
    }
}
