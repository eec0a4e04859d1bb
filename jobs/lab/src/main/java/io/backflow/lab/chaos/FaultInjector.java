package io.backflow.lab.chaos;

import io.backflow.lab.cluster.ChildProcess;
import io.backflow.lab.cluster.ProcessCluster;
import java.time.Duration;

/** Deals faults to a cluster and its job, and mends what a supervisor would mend: dead processes are started anew. */
final class FaultInjector {

    private static final int[] PARALLELISMS = {1, 2, 4};

    private final ProcessCluster cluster;
    private final JobUnderTest job;
    private final PassingFaults passing;
    private final Duration lasting;

    /** @param lasting how long a fault lasts that passes by itself */
    FaultInjector(ProcessCluster cluster, JobUnderTest job, Duration lasting) {
        this.cluster = cluster;
        this.job = job;
        this.lasting = lasting;
        passing = new PassingFaults(cluster, job, lasting);
    }

    /**
     * What a fault did.
     *
     * @param recovery where the job had to be restarted: from the fault until every task ran again; where it had not:
     *     from the fault's end until every task ran and a checkpoint was complete that began after that end
     */
    record InjectedFault(String what, Duration recovery) {}

    /** Deals {@code fault}; returns when every task of the job runs again. */
    InjectedFault inject(FaultSchedule.Fault fault) throws InterruptedException {
        int choice = fault.choice();
        return switch (fault.kind()) {
            case KILL_TASKMANAGER -> killTaskManager(job.busyTaskManager(choice));
            case KILL_JOBMANAGER -> killJobManager();
            case KILL_BROKER -> passing.killBroker(choice);
            case STOP_TASKMANAGER -> freeze(job.busyTaskManager(choice));
            case CANCEL_RESUBMIT -> resubmit();
            case RESCALE -> rescale(choice);
            case SLOW_TASKMANAGER -> passing.slow(job.busyTaskManager(choice));
            case PAUSE_BROKER -> passing.pauseBroker(choice);
            case FULL_DISK -> passing.fillDisk();
            case DAMAGE_CHECKPOINT -> damageCheckpoint(choice);
            case UPGRADE_JAR -> upgrade();
        };
    }

    /** Whether {@code victim} had tasks or not. */
    InjectedFault killTaskManager(ChildProcess victim) throws InterruptedException {
        long start = System.nanoTime();
        victim.kill();
        cluster.replace(victim);
        job.awaitRunningWithout(victim);
        return injected("kill -9 of " + victim.name(), start);
    }

    private InjectedFault killJobManager() throws InterruptedException {
        long since = System.currentTimeMillis();
        long start = System.nanoTime();
        cluster.jobManager().kill();
        cluster.startJobManager();
        job.submit();
        job.awaitRunning(since);
        return injected("kill -9 of the JobManager", start);
    }

    /** The zombie wakes up when the job has long gone on without it. */
    private InjectedFault freeze(ChildProcess victim) throws InterruptedException {
        long start = System.nanoTime();
        victim.freeze();
        try {
            job.awaitRunningWithout(victim);
            InjectedFault injected = injected("SIGSTOP to " + victim.name(), start);
            Thread.sleep(
                    Math.max(0, lasting.minusNanos(System.nanoTime() - start).toMillis()));
            return injected;
        } finally {
            victim.thaw();
        }
    }

    private InjectedFault resubmit() throws InterruptedException {
        long since = System.currentTimeMillis();
        long start = System.nanoTime();
        job.resubmit();
        job.awaitRunning(since);
        return injected("cancelled and submitted again", start);
    }

    private InjectedFault rescale(int choice) throws InterruptedException {
        int to = job.parallelism();
        for (int i = choice; to == job.parallelism(); i++) {
            to = PARALLELISMS[i % PARALLELISMS.length];
        }
        return rescaleTo(to);
    }

    /** Stops the job with a savepoint and goes on with {@code workers}. */
    InjectedFault rescaleTo(int workers) throws InterruptedException {
        return restart("rescaled from " + job.parallelism() + " to " + workers, workers);
    }

    private InjectedFault upgrade() throws InterruptedException {
        return restart("upgraded to build " + cluster.buildNext(), job.parallelism());
    }

    private InjectedFault restart(String what, int workers) throws InterruptedException {
        long since = System.currentTimeMillis();
        long start = System.nanoTime();
        job.stopAndGoOn(workers);
        job.awaitRunning(since);
        return injected(what, start);
    }

    /** The JobManager dies first: while it lives, it deletes and replaces checkpoints. */
    private InjectedFault damageCheckpoint(int choice) throws InterruptedException {
        job.awaitSpareCheckpoint();
        long start = System.nanoTime();
        cluster.jobManager().kill();
        String damaged = job.damageNewestCheckpoint(choice);
        cluster.startJobManager();
        job.submitPastDamage();
        return injected("kill -9 of the JobManager, then half of " + damaged + " cut off", start);
    }

    private static InjectedFault injected(String what, long start) {
        return new InjectedFault(what, Duration.ofNanos(System.nanoTime() - start));
    }
}
