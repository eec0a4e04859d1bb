package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {

    private static final JobConfig TWO_WORKERS = JobConfig.parse("""
            job: {parallelism: 2}
            kafka: {bootstrap_servers: "nowhere:1"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 1}]
              head: {units: 1, loss: {type: mse}}
            """);

    @TempDir
    Path temporary;

    @Test
    void runsABoundedJobToItsEnd() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(TWO_WORKERS, temporary)) {
            StreamExecutionEnvironment environment = cluster.environment();
            environment.fromSequence(1, 100).rebalance().sinkTo(new DiscardingSink<>());

            RunningJob job = cluster.submit(environment, "counting");
            job.await();

            assertThat(job.ended()).isTrue();
        }
    }

    @Test
    void tellsWhyAJobFailed() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(TWO_WORKERS, temporary)) {
            StreamExecutionEnvironment environment = cluster.environment();
            environment.fromSequence(1, 100).map(LocalClusterIT::refuse).sinkTo(new DiscardingSink<>());

            RunningJob job = cluster.submit(environment, "failing");

            assertThatThrownBy(job::await).hasMessage("the Flink job failed: no number pleases");
        }
    }

    @Test
    void stopsAJobThatWouldRunForEver() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(TWO_WORKERS, temporary)) {
            StreamExecutionEnvironment environment = cluster.environment();
            environment.fromSequence(1, Long.MAX_VALUE).sinkTo(new DiscardingSink<>());
            RunningJob job = cluster.submit(environment, "endless");

            job.close();

            assertThat(job.ended()).isTrue();
            assertThatThrownBy(job::await).hasMessage("the Flink job failed: it was cancelled");
        }
    }

    private static Long refuse(Long number) {
        throw new IllegalArgumentException("no number pleases");
    }
}
