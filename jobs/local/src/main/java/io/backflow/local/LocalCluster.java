package io.backflow.local;

import io.backflow.jobs.config.JobConfig;
import io.backflow.model.kernel.BlasKernel;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Flink inside this process: a JobManager, and a TaskManager with a slot for each worker of a job, so that records pass
 * between workers in memory. Both listen on no other interface than loopback, unless the job's own Flink keys say so.
 */
public final class LocalCluster implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final long CLOSE_SECONDS = 30;

    /** What Flink gives a TaskManager inside a process by default; here, for each slot. */
    private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(64);

    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(128);

    private final MiniCluster cluster;
    private final Configuration configuration;
    private final int workers;

    private LocalCluster(MiniCluster cluster, Configuration configuration, int workers) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.workers = workers;
    }

    /**
     * Starts a cluster for {@code job}, whose own Flink keys win over those set here. Throws {@link
     * io.backflow.jobs.config.ConfigException} where this process computes products otherwise than the job allows.
     *
     * @param temporary directory for whatever Flink writes; the caller removes it. Checkpoints are among it: Flink
     *     would keep them in memory otherwise, and refuse a state of more than 5 MB
     */
    public static LocalCluster start(JobConfig job, Path temporary) {
        job.job().checkBlasKernel(BlasKernel::name);
        int workers = job.job().parallelism();
        Configuration configuration = loopback();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY.multiply(workers));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY.multiply(workers));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY.multiply(workers));
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        configuration.set(BlobServerOptions.STORAGE_DIRECTORY, temporary.toString());
        configuration.set(WebOptions.TMP_DIR, temporary.toString());
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                temporary.resolve("checkpoints").toUri().toString());
        job.resolvedFlink().forEach(configuration::setString);
        MiniClusterConfiguration settings = new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(workers)
                .withRandomPorts()
                .build();
        MiniCluster cluster = new MiniCluster(settings, SharedRpcSystem::borrow);
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IllegalStateException("Flink did not start inside this process: " + e.getMessage(), e);
        }
        return new LocalCluster(cluster, configuration, workers);
    }

    /**
     * Settings of a cluster that listens on the loopback interface only. By default Flink listens on every interface,
     * and who reaches its REST interface may run code.
     */
    public static Configuration loopback() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(JobManagerOptions.ADDRESS, LOOPBACK);
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        return configuration;
    }

    /** Where a pipeline for this cluster is built. */
    public StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        environment.setParallelism(workers);
        return environment;
    }

    /** Starts the pipeline built in {@code environment}. */
    public RunningJob submit(StreamExecutionEnvironment environment, String name) throws Exception {
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        graph.serializeUserDefinedInstances();
        return new RunningJob(cluster, cluster.submitJob(graph).get().getJobID());
    }

    /** Where Flink's REST interface answers. */
    public URI restAddress() throws InterruptedException, ExecutionException {
        return cluster.getRestAddress().get();
    }

    /** Stops whatever runs. */
    @Override
    public void close() throws Exception {
        cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
