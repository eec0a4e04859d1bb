package io.backflow.lab.chaos;

import io.backflow.lab.chaos.FaultInjector.InjectedFault;
import io.backflow.lab.cluster.BrokerProcesses;
import io.backflow.lab.cluster.CheckpointDisk;
import io.backflow.lab.cluster.ChildProcess;
import io.backflow.lab.cluster.ProcessCluster;
import java.time.Duration;

/** Faults after which the job need not be restarted: it waits, or fails to write a checkpoint, and then goes on. */
final class PassingFaults {

    /** A slow process stands still for four fifths of the time, and never as long as Flink waits for a heartbeat. */
    private static final long SLOW_STOPS_MILLIS = 800;

    private static final long SLOW_RUNS_MILLIS = 200;

    private static final long FILL_MILLIS = 100;

    /** How long a checkpoint may take until it fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ProcessCluster cluster;
    private final JobUnderTest job;
    private final Duration lasting;

    /** @param lasting how long such a fault lasts */
    PassingFaults(ProcessCluster cluster, JobUnderTest job, Duration lasting) {
        this.cluster = cluster;
        this.job = job;
        this.lasting = lasting;
    }

    /** SIGKILL to a broker that leads, which is started again at once. */
    InjectedFault killBroker(int choice) throws InterruptedException {
        BrokerProcesses brokers = cluster.brokers();
        String topic = job.ledTopic(choice);
        int node = brokers.leader(topic);
        long end = System.currentTimeMillis();
        brokers.process(node).kill();
        brokers.start(node);
        InjectedFault injected = after("kill -9 of " + name(node) + ", which led " + topic, end);
        brokers.await();
        return injected;
    }

    /** SIGSTOP to a broker that leads. Of three, another one leads on, and this one learns of it when it wakes up. */
    InjectedFault pauseBroker(int choice) throws InterruptedException {
        BrokerProcesses brokers = cluster.brokers();
        String topic = job.ledTopic(choice);
        int node = brokers.leader(topic);
        ChildProcess broker = brokers.process(node);
        broker.freeze();
        try {
            Thread.sleep(lasting.toMillis());
        } finally {
            broker.thaw();
        }
        InjectedFault injected = after(
                name(node) + ", which led " + topic + ", stood still for " + seconds(), System.currentTimeMillis());
        brokers.await();
        return injected;
    }

    /** A fifth of a processor for {@code victim}. */
    InjectedFault slow(ChildProcess victim) throws InterruptedException {
        long end = System.nanoTime() + lasting.toNanos();
        try {
            while (System.nanoTime() < end) {
                victim.freeze();
                Thread.sleep(SLOW_STOPS_MILLIS);
                victim.thaw();
                Thread.sleep(SLOW_RUNS_MILLIS);
            }
        } finally {
            victim.thaw();
        }
        return after(victim.name() + " ran a fifth of the time for " + seconds(), System.currentTimeMillis());
    }

    /** No checkpoint can be written to its end, and one at least fails; those before stay readable. */
    InjectedFault fillDisk() throws InterruptedException {
        CheckpointDisk disk = cluster.checkpointDisk();
        long before = job.failedCheckpoints();
        long failed = 0;
        long end = System.nanoTime() + lasting.toNanos();
        try {
            while (System.nanoTime() < end || failed == 0) {
                if (System.nanoTime() > end + PATIENCE.toNanos()) {
                    throw new IllegalStateException("no checkpoint failed in "
                            + lasting.plus(PATIENCE).toSeconds() + " s although " + disk.fullness());
                }
                disk.fill();
                Thread.sleep(FILL_MILLIS);
                failed = job.failedCheckpoints() - before;
            }
        } finally {
            disk.free();
        }
        String what = disk.fullness() + " for " + seconds() + ", checkpoints that failed: " + failed;
        return after(what, System.currentTimeMillis());
    }

    private InjectedFault after(String what, long end) throws InterruptedException {
        job.awaitCheckpointSince(end);
        return new InjectedFault(what, Duration.ofMillis(System.currentTimeMillis() - end));
    }

    private String name(int node) {
        return cluster.brokers().size() == 1
                ? "the broker"
                : cluster.brokers().process(node).name();
    }

    private String seconds() {
        return lasting.toSeconds() + " s";
    }
}
