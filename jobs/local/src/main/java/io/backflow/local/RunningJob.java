package io.backflow.local;

import io.backflow.jobs.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job on a {@link LocalCluster}; closing it cancels it where it still runs, and waits until it has ended. */
public final class RunningJob implements AutoCloseable {

    private static final long CANCEL_SECONDS = 20;

    private static final Set<JobStatus> STARTING =
            EnumSet.of(JobStatus.INITIALIZING, JobStatus.CREATED, JobStatus.RESTARTING);

    private static final Set<ExecutionState> TO_RUN = EnumSet.of(
            ExecutionState.CREATED, ExecutionState.SCHEDULED, ExecutionState.DEPLOYING, ExecutionState.INITIALIZING);

    private final MiniCluster cluster;
    private final JobID id;
    private final CompletableFuture<JobResult> result;

    RunningJob(MiniCluster cluster, JobID id) {
        this.cluster = cluster;
        this.id = id;
        result = cluster.requestJobResult(id);
    }

    /** Whether the job has ended, well or not. */
    public boolean ended() {
        return result.isDone();
    }

    /** Waits for the job's end; throws what made it fail, a {@link ConfigException} as it is. */
    public void await() throws InterruptedException, ExecutionException {
        JobResult ended = result.get();
        if (ended.isSuccess()) {
            return;
        }
        Throwable failure = ended.getSerializedThrowable()
                .map(serialized -> serialized.deserializeError(getClass().getClassLoader()))
                .orElseGet(() -> new CancellationException("it was cancelled"));
        if (innermost(failure) instanceof ConfigException refusal) {
            throw refusal;
        }
        throw new IllegalStateException(
                "the Flink job failed: " + innermost(failure).getMessage(), failure);
    }

    /** That the job starts, or starts again and after what; empty: every task runs or has ended. */
    public Optional<String> starting() throws InterruptedException, ExecutionException {
        AccessExecutionGraph graph = cluster.getExecutionGraph(id).get();
        if (!STARTING.contains(graph.getState()) && !waitsForTask(graph)) {
            return Optional.empty();
        }
        ErrorInfo failure = graph.getFailureInfo();
        return Optional.of(
                failure == null
                        ? "the job starts"
                        : "the job starts again after: "
                                + innermost(failure.getException()
                                                .deserializeError(getClass().getClassLoader()))
                                        .getMessage());
    }

    private static boolean waitsForTask(AccessExecutionGraph graph) {
        for (var vertex : graph.getAllExecutionVertices()) {
            if (TO_RUN.contains(vertex.getExecutionState())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws InterruptedException, ExecutionException, TimeoutException {
        if (!result.isDone()) {
            cluster.cancelJob(id).get(CANCEL_SECONDS, TimeUnit.SECONDS);
            result.get(CANCEL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Flink's name of the job, under which its checkpoints lie. */
    String id() {
        return id.toString();
    }

    /** Whether every task runs now. */
    boolean runsWholly() throws InterruptedException, ExecutionException {
        for (var vertex : cluster.getExecutionGraph(id).get().getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /** Writes a savepoint under {@code directory} and returns where it lies; the job runs on. */
    public Path savepoint(Path directory) throws InterruptedException, ExecutionException {
        String savepoint = cluster.triggerSavepoint(
                        id, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        return Path.of(URI.create(savepoint));
    }

    /** Stops the job with a savepoint under {@code directory} and returns where it lies; no watermark ends it. */
    public String stopWithSavepoint(Path directory) throws InterruptedException, ExecutionException {
        return stop(directory, false);
    }

    /** Ends the job as if its input had ended, with a savepoint under {@code directory}; returns where that lies. */
    public String drain(Path directory) throws InterruptedException, ExecutionException {
        return stop(directory, true);
    }

    private String stop(Path directory, boolean drained) throws InterruptedException, ExecutionException {
        String savepoint = cluster.stopWithSavepoint(
                        id, directory.toUri().toString(), drained, SavepointFormatType.CANONICAL)
                .get();
        result.get();
        return savepoint;
    }

    /** The same for who waits no longer than {@code patience} for each of savepoint and end. */
    public Path stopWithSavepoint(Path directory, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        String savepoint = cluster.stopWithSavepoint(
                        id, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return Path.of(URI.create(savepoint));
    }

    /** What Flink knows of the job now. */
    public AccessExecutionGraph graph() throws InterruptedException, ExecutionException {
        return cluster.getExecutionGraph(id).get();
    }

    /** How many checkpoints have been completed so far. */
    public long checkpoints() throws InterruptedException, ExecutionException {
        var statistics = graph().getCheckpointStatsSnapshot();
        return statistics == null ? 0 : statistics.getCounts().getNumberOfCompletedCheckpoints();
    }
}
