package io.backflow.lab.chaos;

import io.backflow.lab.cluster.ChildProcess;
import io.backflow.lab.cluster.ProcessCluster;
import java.time.Duration;

/** Deals faults to a cluster and its job, and mends what a supervisor would mend: dead processes are started anew. */
final class FaultInjector {

    private static final int[] PARALLELISMS = {1, 2, 4};

    private final ProcessCluster cluster;
    private final JobUnderTest job;
    private final Duration frozen;

    /** @param frozen how long at least a process stands still that is stopped */
    FaultInjector(ProcessCluster cluster, JobUnderTest job, Duration frozen) {
        this.cluster = cluster;
        this.job = job;
        this.frozen = frozen;
    }

    /** What a fault did. */
    record InjectedFault(String what, Duration recovery) {}

    /** Deals {@code fault}; returns when every task of the job runs again. */
    InjectedFault inject(FaultSchedule.Fault fault) throws InterruptedException {
        long since = System.currentTimeMillis();
        long start = System.nanoTime();
        return switch (fault.kind()) {
            case KILL_TASKMANAGER -> {
                ChildProcess victim = job.busyTaskManager(fault.choice());
                victim.kill();
                cluster.replace(victim);
                job.awaitRunning(since);
                yield injected("kill -9 of " + victim.name(), start);
            }
            case KILL_JOBMANAGER -> {
                cluster.jobManager().kill();
                cluster.startJobManager();
                job.submit();
                job.awaitRunning(since);
                yield injected("kill -9 of the JobManager", start);
            }
            case KILL_BROKER -> {
                cluster.broker().kill();
                cluster.startBroker();
                cluster.awaitBroker();
                job.awaitRunning(0);
                yield injected("kill -9 of the broker", start);
            }
            case STOP_TASKMANAGER -> freeze(job.busyTaskManager(fault.choice()), since, start);
            case CANCEL_RESUBMIT -> {
                job.resubmit();
                job.awaitRunning(since);
                yield injected("cancelled and submitted again", start);
            }
            case RESCALE -> rescale(fault.choice());
        };
    }

    /** The zombie wakes up when the job has long gone on without it. */
    private InjectedFault freeze(ChildProcess victim, long since, long start) throws InterruptedException {
        victim.freeze();
        try {
            job.awaitRunning(since);
            InjectedFault injected = injected("SIGSTOP to " + victim.name(), start);
            Thread.sleep(
                    Math.max(0, frozen.minusNanos(System.nanoTime() - start).toMillis()));
            return injected;
        } finally {
            victim.thaw();
        }
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
        long since = System.currentTimeMillis();
        long start = System.nanoTime();
        String what = "rescaled from " + job.parallelism() + " to " + workers;
        job.rescale(workers);
        job.awaitRunning(since);
        return injected(what, start);
    }

    private static InjectedFault injected(String what, long start) {
        return new InjectedFault(what, Duration.ofNanos(System.nanoTime() - start));
    }
}
