package io.backflow.local;

import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the state of a run on this machine where checkpoints do not: when its input has ended, before that end is acted
 * upon; and, at {@link #close()}, when it has to stop.
 */
public final class StateKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);

    /** Who presses Ctrl-C does not wait for longer; the newest checkpoint is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** All tasks run by then. */
    private static final Duration DEPLOYMENT = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(50);

    private final RunningJob job;
    private final RunFolder folder;
    private final Consumer<String> notices;

    /** @param notices takes a sentence for what was saved, and for what could not be */
    public StateKeeper(RunningJob job, RunFolder folder, Consumer<String> notices) {
        this.job = job;
        this.folder = folder;
        this.notices = notices;
    }

    /** Opens {@code gate} as soon as every reader waits at it and the state is saved, or cannot be. */
    public CompletableFuture<Void> saveAtEnd(EndGate gate, BoundedRead read) {
        return gate.reached().thenRunAsync(() -> {
            try {
                folder.ended(saveWhenAllRun(), read, job.id());
            } catch (Exception e) {
                LOG.warn("the state at the end of the input could not be saved", e);
                notices.accept("the state at the end of the input could not be saved (" + e.getMessage()
                        + "); the next run goes on from the newest checkpoint, if there is one");
            } finally {
                gate.open();
            }
        });
    }

    /** Where little is to be read, readers are at their ends before the last task runs, and Flink saves nothing yet. */
    private Path saveWhenAllRun() throws Exception {
        long deadline = System.nanoTime() + DEPLOYMENT.toNanos();
        while (!job.ended() && !job.runsWholly() && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL.toMillis());
        }
        return job.savepoint(folder.savepoints());
    }

    /** Stops the job where it still runs, so that the next run goes on exactly there. */
    @Override
    public void close() {
        if (job.ended()) {
            return;
        }
        notices.accept("stops and saves the state, within " + PATIENCE.toSeconds() + " s");
        try {
            Path savepoint = job.stopWithSavepoint(folder.savepoints(), PATIENCE);
            notices.accept("stopped; the same command goes on from " + savepoint);
        } catch (Exception e) {
            LOG.warn("the state could not be saved at the stop", e);
            notices.accept("stopped; the state could not be saved within " + PATIENCE.toSeconds()
                    + " s, and the same command goes on from the newest checkpoint, if there is one");
        }
    }
}
