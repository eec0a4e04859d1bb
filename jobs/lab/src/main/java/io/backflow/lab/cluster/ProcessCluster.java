package io.backflow.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JobManager, TaskManagers and Kafka brokers as processes of this machine, which may be killed and started again at
 * the same addresses. Closing it kills what is left. Not thread-safe.
 */
public final class ProcessCluster implements AutoCloseable {

    private final ProjectHome home;
    private final ClusterFolder folder;
    private final FlinkCli cli;
    private final List<FlinkRest> rests;
    private final List<ChildProcess> taskManagers = new ArrayList<>();
    private final BrokerProcesses brokers;
    private final CheckpointDisk disk;
    private @Nullable ChildProcess zooKeeper;
    private @Nullable ChildProcess jobManager;
    private @Nullable ChildProcess standby;
    private int leading;
    private Path jar;
    private int started;
    private int builds;

    private ProcessCluster(ProjectHome home, ClusterFolder folder) {
        this.home = home;
        this.folder = folder;
        cli = new FlinkCli(home, folder.path());
        rests = List.of(new FlinkRest(folder.rest(0)), new FlinkRest(folder.rest(1)));
        brokers = new BrokerProcesses(
                folder.bootstrapServers(), node -> start("broker", "broker-" + node, List.of(Integer.toString(node))));
        jar = home.jobJar();
        disk = SmallDisk.mount(folder.checkpoints()).orElseGet(() -> new LimitedFiles(this::checkpointWriters));
    }

    private List<ChildProcess> checkpointWriters() {
        List<ChildProcess> writers = taskManagers();
        return Stream.concat(writers.stream(), Stream.of(jobManager())).toList();
    }

    /**
     * Starts the processes; they serve some seconds later.
     *
     * @param path an empty folder for all they write
     * @param settings Flink's keys that differ from {@code deploy/flink/config.yaml}
     */
    public static ProcessCluster start(Path path, ClusterSize size, Map<String, String> settings) {
        ProjectHome home = ProjectHome.find();
        ProcessCluster cluster = new ProcessCluster(home, ClusterFolder.create(home, path, size, settings));
        try {
            for (int node = 1; node <= size.brokers(); node++) {
                cluster.brokers.start(node);
            }
            if (size.standby()) {
                cluster.zooKeeper = cluster.start("zookeeper", "zookeeper", List.of());
            }
            cluster.startJobManager();
            for (int i = 0; i < size.taskManagers(); i++) {
                cluster.startTaskManager();
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Asks the JobManager that leads. */
    public FlinkRest rest() {
        return rests.get(leading);
    }

    /** Brokers for Kafka's clients. */
    public String bootstrapServers() {
        return folder.bootstrapServers();
    }

    /** Submits the job of {@code config} by Flink's command line and returns its ID. */
    public String run(Path config, Optional<String> restored) throws InterruptedException {
        return cli.run(jar, config, restored);
    }

    /** Makes a jar of other bytes, which {@link #run} takes from now on, and returns its version. */
    public String buildNext() {
        String version = "chaos-" + ++builds;
        Path former = jar;
        jar = NextBuild.write(home.jobJar(), folder.path().resolve("backflow-jobs-" + version + ".jar"), version);
        if (!former.equals(home.jobJar())) {
            delete(former);
        }
        return version;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops {@code job} and returns its savepoint. */
    public String stopWithSavepoint(String job) throws InterruptedException {
        return rest().stopWithSavepoint(job, folder.savepoints());
    }

    /** The completed checkpoints of {@code job}, the newest first; they outlive the job and the JobManager. */
    public List<Path> checkpoints(String job) {
        return RetainedCheckpoints.newestFirst(folder.checkpoints(), job);
    }

    /** Where checkpoints lie; savepoints lie elsewhere. */
    public CheckpointDisk checkpointDisk() {
        return disk;
    }

    /** Where the processes write what they log. */
    public Path logs() {
        return folder.path().resolve("log");
    }

    public ChildProcess jobManager() {
        if (jobManager == null) {
            throw new IllegalStateException("the JobManager was not started");
        }
        return jobManager;
    }

    public BrokerProcesses brokers() {
        return brokers;
    }

    /** The TaskManagers that were started and not given up. */
    public List<ChildProcess> taskManagers() {
        return List.copyOf(taskManagers);
    }

    public void startJobManager() {
        jobManager = startJobManager(leading);
    }

    /** Starts a second JobManager, once the first one leads. For a cluster with ZooKeeper. */
    public void startStandby() {
        standby = startJobManager(1 - leading);
    }

    /** Kills the JobManager that leads; the one that stands by is to lead from now on. */
    public void killLeader() {
        if (standby == null) {
            throw new IllegalStateException("no JobManager stands by");
        }
        jobManager().kill();
        jobManager = standby;
        standby = null;
        leading = 1 - leading;
    }

    private ChildProcess startJobManager(int place) {
        return start("jobmanager", "jobmanager-" + place, folder.jobManagerOptions(place));
    }

    public void startTaskManager() {
        String name = "taskmanager-" + ++started;
        taskManagers.add(start("taskmanager", name, List.of("-Dtaskmanager.resource-id=" + name)));
    }

    /** Starts a new TaskManager in place of {@code dead}. */
    public void replace(ChildProcess dead) {
        taskManagers.remove(dead);
        startTaskManager();
    }

    private ChildProcess start(String kind, String name, List<String> arguments) {
        return ChildProcess.start(home, kind, name, folder.path(), arguments);
    }

    @Override
    public void close() {
        taskManagers.forEach(ChildProcess::close);
        Stream.of(Optional.ofNullable(jobManager), Optional.ofNullable(standby), Optional.ofNullable(zooKeeper))
                .flatMap(Optional::stream)
                .forEach(ChildProcess::close);
        brokers.close();
        disk.close();
    }
}
