package io.backflow.jobs.trial;

import io.backflow.jobs.cluster.MachineCluster;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.ledger.Ledger;
import io.backflow.jobs.ledger.Sent;
import io.backflow.jobs.local.Teardown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A cluster of processes, a job that trains on it, a stream of known steps that feeds the job, and a witness of all it
 * publishes. Not thread-safe.
 */
final class Stage {

    private static final int SIDE_BY_SIDE = 25;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MachineCluster cluster;
    private final StruckJob job;
    private final Witness witness;
    private final StreamFeed feed;

    private Stage(MachineCluster cluster, StruckJob job, Witness witness, StreamFeed feed) {
        this.cluster = cluster;
        this.job = job;
        this.witness = witness;
        this.feed = feed;
    }

    /**
     * What a stage is made of.
     *
     * @param template the job's configuration, such as {@code chaos.yaml}
     * @param taskManagers how many processes
     * @param slots of each of them
     * @param workers the job's first parallelism
     * @param seed decides the stream and the fresh parameters
     * @param stepsPerSecond how fast the stream goes, at least 25
     */
    record Plan(String template, int taskManagers, int slots, int workers, long seed, int stepsPerSecond) {

        /** What is struck while it trains: on processes of two slots each. */
        static Plan ofChaos(int taskManagers, int workers, long seed, int stepsPerSecond) {
            return new Plan("chaos.yaml", taskManagers, 2, workers, seed, stepsPerSecond);
        }
    }

    /**
     * Starts everything; returns when every task of the job runs and there is a checkpoint to go back to.
     *
     * @param folder an empty folder for what the processes write
     * @param teardown ends it all
     */
    static Stage set(Plan plan, Path folder, Teardown teardown) throws InterruptedException {
        MachineCluster cluster = teardown.add(MachineCluster.start(
                folder,
                plan.taskManagers(),
                Map.of(
                        "taskmanager.load-balance.mode",
                        "TASKS",
                        "taskmanager.numberOfTaskSlots",
                        Integer.toString(plan.slots()))));
        TrialConfig training = new TrialConfig(plan.template(), cluster.bootstrapServers(), plan.seed());
        JobConfig config = training.config(plan.workers());
        TrialTopics.create(config.kafka());
        Witness witness = teardown.add(new Witness(config));
        KnownStream stream = new KnownStream(SIDE_BY_SIDE, plan.seed());
        StreamFeed feed = teardown.add(
                StreamFeed.start(stream, config.kafka(), SECOND_NANOS * SIDE_BY_SIDE / plan.stepsPerSecond()));
        StruckJob job = new StruckJob(cluster, training, folder, plan.workers());
        job.submit();
        job.awaitRunning(0);
        job.awaitCheckpoint(1);
        return new Stage(cluster, job, witness, feed);
    }

    MachineCluster cluster() {
        return cluster;
    }

    StruckJob job() {
        return job;
    }

    /** Lets training go on for {@code pause}. */
    void watch(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        do {
            witness.poll();
        } while (System.nanoTime() < end);
    }

    /** Steps sent so far. */
    long sent() {
        return feed.sent();
    }

    /** Steps that the newest model seen so far was trained on. */
    long trained() {
        return witness.stepsTrained();
    }

    /**
     * Ends every sequence, waits until all steps are trained, or none has been for a long time, and closes the books.
     */
    Ledger settle() throws InterruptedException {
        Sent sent = feed.end();
        long trained = -1;
        long since = System.nanoTime();
        while (trained() < feed.sent() && System.nanoTime() - since < PATIENCE.toNanos()) {
            if (trained() != trained) {
                trained = trained();
                since = System.nanoTime();
            }
            witness.poll();
        }
        witness.readToEnd();
        return witness.audit().close(sent);
    }
}
