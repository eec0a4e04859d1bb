package io.backflow.jobs;

import io.backflow.jobs.StartWatch.Report;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobExceptionsInfoWithHistory.ExceptionInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo.JobVertexDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;

/** A job as its session cluster reports it. */
final class ReportedJob implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final RestClusterClient<String> cluster;
    private final JobID id;

    /** @param flink names the JobManager, or the ZooKeeper that knows which one leads */
    ReportedJob(Configuration flink, JobID id) throws Exception {
        cluster = new RestClusterClient<>(flink, "session");
        this.id = id;
    }

    /** How the job stands: its state now, its tasks as they were up to {@code web.refresh-interval} ago. */
    Report report() throws ExecutionException, InterruptedException, TimeoutException {
        JobDetailsInfo details = get(cluster.getJobDetails(id));
        int tasks = 0;
        int running = 0;
        for (JobVertexDetailsInfo vertex : details.getJobVertexInfos()) {
            tasks += vertex.getParallelism();
            running += vertex.getTasksPerState().getOrDefault(ExecutionState.RUNNING, 0)
                    + vertex.getTasksPerState().getOrDefault(ExecutionState.FINISHED, 0);
        }
        return new Report(get(cluster.getJobStatus(id)), tasks, running, failures());
    }

    private List<String> failures() throws ExecutionException, InterruptedException, TimeoutException {
        JobExceptionsMessageParameters parameters = new JobExceptionsMessageParameters();
        parameters.jobPathParameter.resolve(id);
        return get(cluster.sendRequest(JobExceptionsHeaders.getInstance(), parameters, EmptyRequestBody.getInstance()))
                .getExceptionHistory()
                .getEntries()
                .stream()
                .map(ExceptionInfo::getStacktrace)
                .toList();
    }

    private static <T> T get(CompletableFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
