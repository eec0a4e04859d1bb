package io.backflow.local;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job on a {@link LocalCluster}; closing it cancels it where it still runs, and waits until it has ended. */
public final class RunningJob implements AutoCloseable {

    private static final long CANCEL_SECONDS = 20;

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

    /** Waits for the job's end; throws what made it fail. */
    public void await() throws InterruptedException, ExecutionException {
        JobResult ended = result.get();
        if (ended.isSuccess()) {
            return;
        }
        Throwable failure = ended.getSerializedThrowable()
                .map(serialized -> serialized.deserializeError(getClass().getClassLoader()))
                .orElseGet(() -> new CancellationException("it was cancelled"));
        throw new IllegalStateException(
                "the Flink job failed: " + innermost(failure).getMessage(), failure);
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

    /** How many checkpoints have been completed so far. */
    public long checkpoints() throws InterruptedException, ExecutionException {
        var statistics = cluster.getExecutionGraph(id).get().getCheckpointStatsSnapshot();
        return statistics == null ? 0 : statistics.getCounts().getNumberOfCompletedCheckpoints();
    }
}
