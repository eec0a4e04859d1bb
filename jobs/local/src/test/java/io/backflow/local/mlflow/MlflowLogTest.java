package io.backflow.local.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.model.Initialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in MLflow, against a server that speaks its documented interface. */
class MlflowLogTest {

    private final List<String> notices = new ArrayList<>();
    private long now = 1_000_000;
    private MlflowServer server;
    private JobConfig config;

    @TempDir
    Path folder;

    @BeforeEach
    void startServer() throws IOException {
        server = MlflowServer.start();
        config = config(server.uri());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static JobConfig config(String uri) {
        return JobConfig.parse("""
                job: {run: pumps}
                kafka: {bootstrap_servers: "localhost:9", properties: {sasl.jaas.config: secret}}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                publish: {mlflow: {uri: "%s", experiment: "my pumps", model: pump}}
                """.formatted(uri));
    }

    private MlflowLog log(Map<String, String> environment) {
        return new MlflowLog(config, config.publish().mlflow(), environment, notices::add, () -> now);
    }

    @Test
    void aRunIsRegisteredWithItsMetricsItsParametersAndItsModel() throws IOException {
        MlflowLog log = log(Map.of("MLFLOW_TRACKING_TOKEN", "t"));
        report(log, 0, 100, 50);
        report(log, 6_000, 200, 75);
        report(log, 8_000, 210, 76); // too soon for a point of its own
        log.validated(200, 0.125);
        log.goesOn();
        ModelFile model = model();

        String said = log.end(model, Map.of("final_loss", 0.5));

        assertThat(said)
                .isEqualTo("MLflow has version 7 as the model of its run run0, registered as version 1 of pump");
        assertThat(server.metrics)
                .extracting(metric ->
                        metric.path("key").asText() + " " + metric.path("step").asLong() + " "
                                + metric.path("value").asDouble())
                .containsExactly(
                        "steps_per_second 200 16.666666666666668",
                        "loss 200 0.25",
                        "baseline_loss 200 2.0",
                        "val_loss 200 0.125",
                        "final_loss 300 0.5");
        assertThat(server.params).containsKeys("model", "optimizer", "horizon", "sync", "seed");
        assertThat(server.params.toString()).doesNotContain("secret");
        assertThat(server.statuses).containsExactly(Map.entry("run0", "FINISHED"));
        assertThat(server.artifacts)
                .containsOnlyKeys(
                        "1/run0/artifacts/model/MLmodel",
                        "1/run0/artifacts/model/model.onnx",
                        "1/run0/artifacts/model/model.safetensors");
        Path uploaded = Files.write(
                folder.resolve("model.safetensors"), server.artifacts.get("1/run0/artifacts/model/model.safetensors"));
        assertThat(ModelFile.read(uploaded).parameters()).isEqualTo(model.parameters());
        assertThat(new String(server.artifacts.get("1/run0/artifacts/model/MLmodel"), UTF_8))
                .contains("onnx:", "data: model.onnx", "run_id: run0");
        assertThat(server.versions.get(0).path("source").asText())
                .isEqualTo("mlflow-artifacts:/1/run0/artifacts/model");
        assertThat(server.authorizations).containsOnly("Bearer t");
        assertThat(notices).isEmpty();
        assertThat(log(Map.of()).end(model, Map.of())).contains("run1, registered as version 2 of pump");
    }

    /** One sentence at the first failure, a pause, and all that waits once the server answers. */
    @Test
    void aServerThatFailsIsSaidOnceAndCountedAndWhatWaitsIsSentLater() {
        server.broken = true;
        MlflowLog log = log(Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p"));
        report(log, 0, 100, 50);
        report(log, 6_000, 200, 75);
        assertThat(log.goesOn()).isTrue();
        int asked = server.authorizations.size();
        assertThat(notices)
                .hasSize(1)
                .first()
                .asString()
                .contains("answers GET " + server.uri() + "/api/2.0/mlflow/experiments/get-by-name", "status 500")
                .endsWith("; training goes on");
        now += 1_000;
        log.goesOn();
        assertThat(server.authorizations).as("a pause").hasSize(asked);
        server.broken = false;

        String said = log.end(model(), Map.of());

        assertThat(said).endsWith("version 1 of pump; 1 times a request failed");
        assertThat(server.metrics).isNotEmpty();
        assertThat(server.authorizations).containsOnly("Basic dTpw");
        assertThat(notices).hasSize(1);
    }

    @Test
    void artifactsThatTheServerDoesNotTakeAndAServerThatIsGoneAreSaid() {
        server.artifactRoot = "s3://bucket/";
        assertThat(log(Map.of()).end(model(), Map.of())).startsWith("the model is not in MLflow");
        assertThat(notices).first().asString().contains("s3://bucket/1/run0/artifacts", "--serve-artifacts");

        notices.clear();
        server.close();
        assertThat(log(Map.of()).end(model(), Map.of())).startsWith("the model is not in MLflow");
        assertThat(notices).first().asString().contains("MLflow does not answer GET");
    }

    private void report(MlflowLog log, long time, long steps, double lossSum) {
        now = 1_000_000 + time;
        TrainingTotals totals = new TrainingTotals(steps, 0, 0, 0, lossSum, 2.0 * steps, steps);
        log.reported(new ProgressReport(
                "pumps", 1, 1, time, totals, 0, new IncidentCount[0], ForecastTotals.ZERO, new StepTotals[0]));
    }

    private ModelFile model() {
        return new ModelFile(
                ForecastSpec.of(config), new ModelOrigin("pumps", 7, 300), Initialization.keras(config.model(), 1));
    }
}
