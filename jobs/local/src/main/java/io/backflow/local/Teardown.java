package io.backflow.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run has opened and must close, the last opened first: at {@link #close()}, or, if the process is ordered to
 * end before that, at its shutdown.
 */
public final class Teardown implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread hook = new Thread(this::interrupt, "teardown");
    private volatile boolean interrupted;

    public Teardown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Takes charge of {@code resource}. */
    public <T extends AutoCloseable> T add(T resource) {
        return open(() -> resource);
    }

    /**
     * Takes charge of what {@code start} starts. If the process is ordered to end meanwhile, its end waits for that
     * start; nothing is started after such an order.
     */
    public <T extends AutoCloseable> T open(Supplier<T> start) {
        synchronized (open) {
            if (!interrupted) {
                T resource = start.get();
                open.push(resource);
                return resource;
            }
        }
        return awaitEnd();
    }

    private static <T> T awaitEnd() {
        while (true) {
            LockSupport.park();
        }
    }

    /**
     * Does {@code work}. If the process is ordered to end meanwhile, this waits for that end rather than complain of
     * parts that were closed under it.
     */
    public <T> T run(Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (Exception e) {
            if (interrupted) {
                Thread.currentThread().join();
            }
            throw e;
        }
    }

    /** Closes all that is open; one that fails to close keeps none of the others open. */
    @Override
    public void close() {
        closeAll();
        if (!interrupted) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void interrupt() {
        synchronized (open) {
            interrupted = true;
            closeAll();
        }
    }

    private void closeAll() {
        synchronized (open) {
            while (!open.isEmpty()) {
                AutoCloseable resource = open.pop();
                try {
                    resource.close();
                } catch (Throwable e) { // an Error too keeps none of the others open
                    LOG.warn("could not close {}", resource, e);
                }
            }
        }
    }
}
