package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.cluster.ListeningSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
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

    /** What Flink does of itself with a task of more than a mebibyte. */
    @Test
    void taskManagersFetchTasksThatAreTooLargeForAMessage() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(with(TWO_WORKERS, "blob.offload.minsize", "0"), temporary)) {
            StreamExecutionEnvironment environment = cluster.environment();
            environment.fromSequence(1, 100).rebalance().sinkTo(new DiscardingSink<>());

            cluster.submit(environment, "counting").await();
        }
    }

    @Test
    void listensElsewhereWhereTheJobSaysSo() throws Exception {
        JobConfig open = with(TWO_WORKERS, "rest.bind-address", "0.0.0.0");

        assertThat(listening(TWO_WORKERS)).allMatch(InetAddress::isLoopbackAddress);
        assertThat(listening(open)).anyMatch(InetAddress::isAnyLocalAddress);
    }

    private List<InetAddress> listening(JobConfig config) throws Exception {
        try (LocalCluster cluster = LocalCluster.start(config, temporary)) {
            return ListeningSockets.of(ProcessHandle.current().pid()).stream()
                    .map(InetSocketAddress::getAddress)
                    .toList();
        }
    }

    private static JobConfig with(JobConfig config, String flinkKey, String value) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode tree = (ObjectNode) json.readTree(config.toJson());
        ((ObjectNode) tree.path("flink")).put(flinkKey, value);
        return JobConfig.parse(tree.toString());
    }

    private static Long refuse(Long number) {
        throw new IllegalArgumentException("no number pleases");
    }
}
