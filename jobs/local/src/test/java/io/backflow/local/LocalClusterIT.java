package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    /** Flink would unpack it for each, and load all its classes anew. */
    @Test
    void clustersOfOneProcessShareFlinksRpcSystem() throws Exception {
        try (LocalCluster first = LocalCluster.start(TWO_WORKERS, temporary);
                LocalCluster second = LocalCluster.start(TWO_WORKERS, temporary)) {
            assertThat(first.restAddress()).isNotEqualTo(second.restAddress());
            assertThat(temporary).isDirectoryNotContaining("glob:**.jar");
        }
        runsABoundedJobToItsEnd();
    }

    @Test
    void aJobThatAsksForAnotherKernelOfOpenblasIsRefusedBeforeAnythingStarts() {
        JobConfig other = JobConfig.parse(
                TWO_WORKERS.toJson().replace("\"parallelism\":2", "\"parallelism\":2,\"blas_kernel\":\"K10\""));

        assertThatThrownBy(() -> LocalCluster.start(other, temporary))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("OPENBLAS_CORETYPE=K10");
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

    @Test
    void servesMetricsToPrometheusWhereTheJobSaysSo() throws Exception {
        String prefix = "metrics.reporter.prometheus.";
        int port = freePort();
        JobConfig config = with(TWO_WORKERS, prefix + "port", Integer.toString(port));
        config =
                with(config, prefix + "factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");

        try (LocalCluster cluster = LocalCluster.start(config, temporary)) {
            HttpResponse<String> metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(cluster).isNotNull();
            assertThat(metrics.body()).contains("flink_jobmanager_");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
