package io.backflow.lab.chaos;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.state.PointLookups;
import io.backflow.lab.audit.AuditResult;
import io.backflow.lab.audit.Sent;
import io.backflow.lab.cluster.ClusterSize;
import io.backflow.lab.cluster.ProcessCluster;
import io.backflow.local.Teardown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of processes, a job that trains on it, a stream of known steps that feeds the job, and a witness of all it
 * publishes. Not thread-safe.
 */
final class ChaosTestbed {

    private static final int SIDE_BY_SIDE = 25;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ProcessCluster cluster;
    private final JobUnderTest job;
    private final TopicRecorder recorder;
    private final StreamWriter writer;

    private ChaosTestbed(ProcessCluster cluster, JobUnderTest job, TopicRecorder recorder, StreamWriter writer) {
        this.cluster = cluster;
        this.job = job;
        this.recorder = recorder;
        this.writer = writer;
    }

    /**
     * What a testbed is made of.
     *
     * @param template the job's configuration, such as {@code chaos.yaml}
     * @param size of the cluster
     * @param state where the job's state lies
     * @param workers the job's first parallelism
     * @param seed decides the stream and the fresh parameters
     * @param stepsPerSecond how fast the stream goes, at least 25
     */
    record Plan(String template, ClusterSize size, StateBackend state, int workers, long seed, int stepsPerSecond) {

        /** The job that receives faults while it trains: on two workers, and on processes of two slots each. */
        static Plan ofChaos(int taskManagers, int brokers, StateBackend state, long seed, int stepsPerSecond) {
            return new Plan(
                    "chaos.yaml", new ClusterSize(taskManagers, 2, brokers, false), state, 2, seed, stepsPerSecond);
        }

        /** The same with ZooKeeper and a second JobManager. */
        Plan withStandby() {
            ClusterSize larger = new ClusterSize(size.taskManagers(), size.slots(), size.brokers(), true);
            return new Plan(template, larger, state, workers, seed, stepsPerSecond);
        }
    }

    /**
     * Starts everything; returns when every task of the job runs and there is a checkpoint to go back to.
     *
     * @param folder an empty folder for what the processes write
     * @param teardown ends it all
     */
    static ChaosTestbed set(Plan plan, Path folder, Teardown teardown) throws InterruptedException {
        ProcessCluster cluster = teardown.add(ProcessCluster.start(folder, plan.size(), flinkSettings(plan)));
        ChaosConfig training = new ChaosConfig(plan.template(), cluster.bootstrapServers(), plan.seed());
        JobConfig config = training.config(plan.workers());
        cluster.brokers().await(); // or a topic cannot have as many copies as there are to be brokers
        ChaosTopics.create(config.kafka());
        TopicRecorder recorder = teardown.add(new TopicRecorder(config));
        GeneratedStream stream = new GeneratedStream(SIDE_BY_SIDE, plan.seed());
        StreamWriter writer = teardown.add(
                StreamWriter.start(stream, config.kafka(), SECOND_NANOS * SIDE_BY_SIDE / plan.stepsPerSecond()));
        JobUnderTest job = new JobUnderTest(cluster, training, folder, plan.workers());
        job.submit();
        job.awaitCheckpointSince(1);
        return new ChaosTestbed(cluster, job, recorder, writer);
    }

    private static Map<String, String> flinkSettings(Plan plan) {
        Map<String, String> settings = new TreeMap<>(plan.state().settings());
        settings.put("taskmanager.load-balance.mode", "TASKS");
        settings.put(
                "taskmanager.numberOfTaskSlots", Integer.toString(plan.size().slots()));
        // what REST says of a job is as old as this
        settings.put("web.refresh-interval", "200");
        // state lies in files of its own, and not all of it in the checkpoint's metadata
        settings.put("execution.checkpointing.data-inline-threshold", "1kb");
        if (plan.state() == StateBackend.ROCKSDB) {
            settings.put("state.backend.rocksdb.options-factory", PointLookups.class.getName());
        }
        return settings;
    }

    ProcessCluster cluster() {
        return cluster;
    }

    JobUnderTest job() {
        return job;
    }

    /** Lets training go on for {@code pause}. */
    void watch(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        do {
            recorder.poll();
        } while (System.nanoTime() < end);
    }

    /** Steps sent so far. */
    long sent() {
        return writer.sent();
    }

    /** Steps that the newest model seen so far was trained on. */
    long trained() {
        return recorder.stepsTrained();
    }

    /**
     * Ends every sequence, waits until all steps are trained, or none has been for a long time, and closes the books.
     */
    AuditResult settle() throws InterruptedException {
        Sent sent = writer.end();
        long trained = -1;
        long since = System.nanoTime();
        while (trained() < writer.sent() && System.nanoTime() - since < PATIENCE.toNanos()) {
            if (trained() != trained) {
                trained = trained();
                since = System.nanoTime();
            }
            recorder.poll();
        }
        recorder.readToEnd();
        return recorder.audit().close(sent);
    }
}
