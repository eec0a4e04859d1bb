package io.backflow.lab.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JobManager, TaskManagers and a Kafka broker as processes of this machine, which may be killed and started again at
 * the same addresses. Closing it kills what is left. Not thread-safe.
 */
public final class ProcessCluster implements AutoCloseable {

    private final ProjectHome home;
    private final ClusterFolder folder;
    private final FlinkCli cli;
    private final FlinkRest rest;
    private final List<ChildProcess> taskManagers = new ArrayList<>();
    private @Nullable ChildProcess broker;
    private @Nullable ChildProcess jobManager;
    private int started;

    private ProcessCluster(ProjectHome home, ClusterFolder folder) {
        this.home = home;
        this.folder = folder;
        cli = new FlinkCli(home, folder.path());
        rest = new FlinkRest(folder.rest());
    }

    /**
     * Starts the processes; they serve some seconds later.
     *
     * @param path an empty folder for all they write
     * @param settings Flink's keys that differ from {@code deploy/flink/config.yaml}
     */
    public static ProcessCluster start(Path path, int taskManagers, Map<String, String> settings) {
        ProjectHome home = ProjectHome.find();
        ProcessCluster cluster = new ProcessCluster(home, ClusterFolder.create(home, path, settings));
        try {
            cluster.startBroker();
            cluster.startJobManager();
            for (int i = 0; i < taskManagers; i++) {
                cluster.startTaskManager();
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Asks the JobManager. */
    public FlinkRest rest() {
        return rest;
    }

    /** Brokers for Kafka's clients. */
    public String bootstrapServers() {
        return folder.bootstrapServers();
    }

    /** Submits the job of {@code config} by Flink's command line and returns its ID. */
    public String run(Path config, Optional<String> restored) throws InterruptedException {
        return cli.run(config, restored);
    }

    /** Stops {@code job} and returns its savepoint. */
    public String stopWithSavepoint(String job) throws InterruptedException {
        return rest.stopWithSavepoint(job, folder.savepoints());
    }

    /** The newest completed checkpoint of {@code job}, which outlives the job and the JobManager. */
    public Optional<String> newestCheckpoint(String job) {
        return RetainedCheckpoints.newest(folder.checkpoints(), job);
    }

    /** Returns when the broker answers. */
    public void awaitBroker() throws InterruptedException {
        folder.awaitBroker();
    }

    /** Where the processes write what they log. */
    public Path logs() {
        return folder.path().resolve("log");
    }

    public ChildProcess jobManager() {
        return running(jobManager, "JobManager");
    }

    public ChildProcess broker() {
        return running(broker, "broker");
    }

    /** The TaskManagers that were started and not given up. */
    public List<ChildProcess> taskManagers() {
        return List.copyOf(taskManagers);
    }

    public void startBroker() {
        broker = start("broker", "broker");
    }

    public void startJobManager() {
        jobManager = start("jobmanager", "jobmanager");
    }

    public void startTaskManager() {
        String name = "taskmanager-" + ++started;
        taskManagers.add(start("taskmanager", name, "-Dtaskmanager.resource-id=" + name));
    }

    /** Starts a new TaskManager in place of {@code dead}. */
    public void replace(ChildProcess dead) {
        taskManagers.remove(dead);
        startTaskManager();
    }

    private ChildProcess start(String kind, String name, String... arguments) {
        return ChildProcess.start(home, kind, name, folder.path(), List.of(arguments));
    }

    private static ChildProcess running(@Nullable ChildProcess process, String name) {
        if (process == null) {
            throw new IllegalStateException("the " + name + " was not started");
        }
        return process;
    }

    @Override
    public void close() {
        taskManagers.forEach(ChildProcess::close);
        if (jobManager != null) {
            jobManager.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
