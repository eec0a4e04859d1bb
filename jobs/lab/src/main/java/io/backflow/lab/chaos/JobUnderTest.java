package io.backflow.lab.chaos;

import io.backflow.lab.cluster.ChildProcess;
import io.backflow.lab.cluster.JobView;
import io.backflow.lab.cluster.ProcessCluster;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One training run on a cluster through all its submissions. Not thread-safe. */
final class JobUnderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 50;

    private final ProcessCluster cluster;
    private final ChaosConfig training;
    private final Path folder;
    private int parallelism;
    private String id = "";
    private Optional<String> restoredFrom = Optional.empty();

    /** @param folder where configurations are written */
    JobUnderTest(ProcessCluster cluster, ChaosConfig training, Path folder, int parallelism) {
        this.cluster = cluster;
        this.training = training;
        this.folder = folder;
        this.parallelism = parallelism;
    }

    int parallelism() {
        return parallelism;
    }

    String id() {
        return id;
    }

    /** Submits it for the first time, or again from what is known to be its newest state. */
    void submit() throws InterruptedException {
        awaitJobManager();
        if (!id.isEmpty()) {
            restoredFrom = cluster.newestCheckpoint(id).or(() -> restoredFrom);
            if (restoredFrom.isEmpty()) {
                throw new IllegalStateException("job " + id + " left no checkpoint to go on from");
            }
        }
        id = cluster.run(training.write(folder, parallelism), restoredFrom);
    }

    /** Cancels it, and submits it again. */
    void resubmit() throws InterruptedException {
        cluster.rest().cancel(id);
        await("ended", JobView::ended);
        submit();
    }

    /** Stops it with a savepoint, and goes on from there with {@code workers}. */
    void rescale(int workers) throws InterruptedException {
        restoredFrom = Optional.of(cluster.stopWithSavepoint(id));
        parallelism = workers;
        id = cluster.run(training.write(folder, parallelism), restoredFrom);
    }

    /**
     * Returns when every task runs, in an execution that began at {@code since}, in milliseconds of the clock, or
     * later.
     */
    void awaitRunning(long since) throws InterruptedException {
        await("running", job -> {
            if (job.ended()) {
                throw new IllegalStateException("the job ended as " + job.state() + ": "
                        + cluster.rest().failure(id).orElse("no reason is known"));
            }
            return job.runsSince(since);
        });
    }

    /** Returns when the job has {@code more} checkpoints than now,. */
    void awaitCheckpoint(long more) throws InterruptedException {
        long wanted = cluster.rest().checkpoints(id) + more;
        await("checkpointed", job -> cluster.rest().checkpoints(id) >= wanted);
    }

    /** A TaskManager that has tasks. */
    ChildProcess busyTaskManager(int choice) {
        var used = cluster.rest().usedSlots();
        List<ChildProcess> busy = cluster.taskManagers().stream()
                .filter(worker -> used.getOrDefault(worker.name(), 0) > 0)
                .toList();
        if (busy.isEmpty()) {
            throw new IllegalStateException("no TaskManager has a task, but the job runs; slots in use: " + used);
        }
        return busy.get(choice % busy.size());
    }

    private void awaitJobManager() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!cluster.rest().answers()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no JobManager answers after " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** What is to become of a job. */
    @FunctionalInterface
    private interface Condition {
        boolean isTrue(JobView job);
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrue(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + PATIENCE.toSeconds() + " s job " + id + " has not " + what
                        + "; " + cluster.rest().job(id) + ", last failure: "
                        + cluster.rest().failure(id).orElse("none"));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isTrue(Condition condition) {
        try {
            return condition.isTrue(cluster.rest().job(id));
        } catch (UncheckedIOException e) {
            return false; // a JobManager that is not there yet, or does not know the job yet
        }
    }
}
