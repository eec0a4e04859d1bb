package io.backflow.lab.chaos;

import io.backflow.jobs.config.TopicsConfig;
import io.backflow.lab.cluster.CheckpointDamage;
import io.backflow.lab.cluster.ChildProcess;
import io.backflow.lab.cluster.JobView;
import io.backflow.lab.cluster.ProcessCluster;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One training run on a cluster through all its submissions. Not thread-safe. */
final class JobUnderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 50;

    /** A job that failed oftener, and never ran, cannot be restored; once it may have lacked a TaskManager. */
    private static final int FAILURES = 2;

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

    /** A topic that it needs: the one it reads, or the one it publishes its model to. */
    String ledTopic(int choice) {
        TopicsConfig topics = training.config(parallelism).kafka().topics();
        return choice % 2 == 0 ? topics.timesteps() : topics.parameters();
    }

    /** Submits it for the first time, or again from what is known to be its newest state. */
    void submit() throws InterruptedException {
        awaitJobManager();
        if (!id.isEmpty()) {
            List<String> states = states();
            if (states.isEmpty()) {
                throw new IllegalStateException("job " + id + " left no checkpoint to go on from");
            }
            restoredFrom = Optional.of(states.get(0));
        }
        id = cluster.run(training.write(folder, parallelism), restoredFrom);
    }

    /** States to go on from, the newest first: its checkpoints, and what it was itself restored from. */
    private List<String> states() {
        return Stream.concat(
                        cluster.checkpoints(id).stream()
                                .map(path -> path.toUri().toString()),
                        restoredFrom.stream())
                .toList();
    }

    /** Returns when there is a state to go on from should the newest be damaged. */
    void awaitSpareCheckpoint() throws InterruptedException {
        awaitAlive(
                "has a checkpoint and a state before it",
                job -> !cluster.checkpoints(id).isEmpty() && states().size() > 1);
    }

    /** Damages its newest checkpoint, and returns the file that was damaged. */
    String damageNewestCheckpoint(int choice) {
        Path newest = cluster.checkpoints(id).get(0);
        return newest.getFileName() + "/" + CheckpointDamage.cut(newest, choice);
    }

    /**
     * Submits it again, from its newest checkpoint, which is damaged, and then from those before; returns when every
     * task runs.
     *
     * @throws IllegalStateException if it goes on from the damaged one, or from none
     */
    void submitPastDamage() throws InterruptedException {
        awaitJobManager();
        List<String> states = states();
        if (goesOnFrom(states.get(0))) {
            throw new IllegalStateException("the job goes on from " + states.get(0) + ", which is damaged");
        }
        for (String state : states.subList(1, states.size())) {
            if (goesOnFrom(state)) {
                restoredFrom = Optional.of(state);
                return;
            }
        }
        throw new IllegalStateException("the job goes on from none of " + states);
    }

    /** Whether it runs, restored from {@code state}; if it cannot, it is cancelled. */
    private boolean goesOnFrom(String state) throws InterruptedException {
        try {
            id = cluster.run(training.write(folder, parallelism), Optional.of(state));
        } catch (IllegalStateException refused) {
            return false;
        }
        AtomicBoolean runs = new AtomicBoolean();
        await("runs or has failed", job -> {
            runs.set(job.runsSince(0));
            return runs.get() || failsAgain(job);
        });
        if (!runs.get()) {
            cancel();
        }
        return runs.get();
    }

    private boolean failsAgain(JobView job) {
        return job.ended() || cluster.rest().failureCount(id) > FAILURES;
    }

    /** Cancels it, and submits it again. */
    void resubmit() throws InterruptedException {
        cancel();
        submit();
    }

    /** Returns when it has ended; one that ends by itself is not cancelled. */
    private void cancel() throws InterruptedException {
        await("has ended", job -> {
            if (!job.ended()) {
                cluster.rest().cancel(id);
            }
            return job.ended();
        });
    }

    /** Stops it with a savepoint, and goes on from there with {@code workers}. */
    void stopAndGoOn(int workers) throws InterruptedException {
        restoredFrom = Optional.of(cluster.stopWithSavepoint(id));
        parallelism = workers;
        id = cluster.run(training.write(folder, parallelism), restoredFrom);
    }

    /**
     * Returns when every task runs, in an execution that began at {@code since}, in milliseconds of the clock, or
     * later.
     */
    void awaitRunning(long since) throws InterruptedException {
        awaitAlive("runs", job -> job.runsSince(since));
    }

    /**
     * Returns when every task runs, and none of them on {@code lost}. Does not need a restart: {@code lost} may have
     * had no task.
     */
    void awaitRunningWithout(ChildProcess lost) throws InterruptedException {
        awaitAlive(
                "runs without " + lost.name(),
                // in this order: tasks that are elsewhere run
                job -> !cluster.rest().taskManagers(id).contains(lost.name())
                        && cluster.rest().job(id).runsSince(0));
    }

    /** Returns when every task runs and a checkpoint is complete that began at {@code since} or later. */
    void awaitCheckpointSince(long since) throws InterruptedException {
        awaitAlive(
                "has a new checkpoint",
                job -> job.runsSince(0) && cluster.rest().checkpointedAt(id) >= since);
    }

    /** How many of its checkpoints have failed. */
    long failedCheckpoints() throws InterruptedException {
        AtomicLong failed = new AtomicLong();
        awaitAlive("reports its checkpoints", job -> {
            failed.set(cluster.rest().failedCheckpoints(id));
            return true;
        });
        return failed.get();
    }

    /** A TaskManager that has tasks, as soon as every task runs. */
    ChildProcess busyTaskManager(int choice) throws InterruptedException {
        List<ChildProcess> busy = new ArrayList<>();
        awaitAlive("runs on a TaskManager of this cluster", job -> {
            Set<String> names = cluster.rest().taskManagers(id);
            busy.clear();
            cluster.taskManagers().stream()
                    .filter(worker -> names.contains(worker.name()))
                    .forEach(busy::add);
            return job.runsSince(0) && !busy.isEmpty();
        });
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

    private void awaitAlive(String what, Condition condition) throws InterruptedException {
        await(what, job -> {
            if (job.ended()) {
                throw new IllegalStateException("the job ended as " + job.state() + ": "
                        + cluster.rest().failure(id).orElse("no reason is known"));
            }
            return condition.isTrue(job);
        });
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrue(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "waited for " + PATIENCE.toSeconds() + " s until job " + id + " " + what + "; " + reported());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String reported() {
        try {
            return cluster.rest().job(id) + ", last failure: "
                    + cluster.rest().failure(id).orElse("none");
        } catch (UncheckedIOException e) {
            return "the JobManager does not report it: " + e.getMessage();
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
