package io.backflow.jobs;

import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits a job. If {@code flink run -d} does not wait for the job's end, it waits until the job runs, so that whoever
 * submits a job that fails at its start learns why.
 */
final class Submission {

    private static final String SESSION = "remote";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofMillis(1500);

    private Submission() {}

    /** Submits the pipeline built in {@code env} as the job {@code name}. */
    static void execute(StreamExecutionEnvironment env, String name) throws Exception {
        ReadableConfig flink = env.getConfiguration();
        if (!isDetached(flink)) {
            env.execute(name);
            return;
        }
        JobID id = env.executeAsync(name).getJobID();
        try (ReportedJob job = new ReportedJob(Configuration.fromMap(flink.toMap()), id)) {
            new StartWatch(id.toString(), job::report, System.err::println).await(PATIENCE, STEADY);
        }
    }

    private static boolean isDetached(ReadableConfig flink) {
        return flink.getOptional(DeploymentOptions.TARGET)
                        .filter(SESSION::equals)
                        .isPresent()
                && !flink.get(DeploymentOptions.ATTACHED);
    }
}
