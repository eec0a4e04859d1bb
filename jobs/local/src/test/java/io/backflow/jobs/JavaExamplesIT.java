package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelJson;
import io.backflow.model.io.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A Java user's whole way, in the words of the pages: steps in, a model out, predictions of it. */
class JavaExamplesIT {

    private static final int STEPS = 64;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path folder;

    @Test
    void theExamplesProduceStepsFollowTheModelAndPredict() throws Exception {
        JobConfig config = JobConfig.read(configuration());
        new Topics(config.kafka(), Duration.ofSeconds(20)).create(1, Optional.empty());
        float[][] readings = readings();
        JavaExamples.produce(configuration(), readings, 0);
        train(config);

        List<ModelVersion> versions = new ArrayList<>();
        JavaExamples.follow(config, versions::add);
        ModelVersion last = versions.get(versions.size() - 1);

        assertThat(versions).extracting(ModelVersion::version).isSorted();
        assertThat(last.totals().steps()).isEqualTo(STEPS);
        float[] predictions = JavaExamples.predict(config.model(), last.values(), readings);
        assertThat(predictions).hasSize(STEPS * 3).doesNotContain(Float.NaN);
        ModelJson.write(folder.resolve("spec.json"), config.model());
        Safetensors.write(folder.resolve("model.safetensors"), config.model(), last.values(), new KerasNames());
        assertThat(JavaExamples.predictFromFiles(folder, readings)).isEqualTo(predictions);
        assertServed(config, last, readings, predictions);
    }

    private void assertServed(JobConfig config, ModelVersion last, float[][] readings, float[] predictions)
            throws Exception {
        List<List<Step>> arrivals = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            arrivals.add(List.of(new Step("pump-7", t, 1000L * t, readings[t])));
        }
        List<Forecast> forecasts = new ArrayList<>();
        JavaExamples.serve(config, arrivals, forecasts::add);
        for (int t = 0; t < STEPS; t++) {
            assertThat(forecasts.get(t).said().version()).isEqualTo(last.version());
            assertThat(forecasts.get(t).said().values())
                    .containsExactly(Arrays.copyOfRange(predictions, 3 * t, 3 * t + 3), within(1e-6f));
        }
        Path file = folder.resolve("served.safetensors");
        JavaExamples.save(config, last, file);
        assertThat(JavaExamples.forecastOnce(file, 0, readings[0]))
                .containsExactly(forecasts.get(0).said().values());
        Map<String, byte[]> half = JavaExamples.serveFile(file, Map.of(), steps(arrivals, 0, STEPS / 2));
        Map<String, byte[]> whole = JavaExamples.serveFile(file, half, steps(arrivals, STEPS / 2, STEPS));
        assertThat(whole.get("pump-7"))
                .isEqualTo(JavaExamples.serveFile(file, Map.of(), steps(arrivals, 0, STEPS))
                        .get("pump-7"));
    }

    private static List<Step> steps(List<List<Step>> arrivals, int from, int until) {
        return arrivals.subList(from, until).stream().flatMap(List::stream).toList();
    }

    private void train(JobConfig config) throws Exception {
        try (LocalCluster cluster = LocalCluster.start(config, folder)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                job.await();
            }
        }
    }

    private Path configuration() throws Exception {
        return Files.writeString(
                folder.resolve("pump.yaml"), """
                job: {name: pump, parallelism: 1}
                kafka:
                  bootstrap_servers: "%s"
                  bounded: true
                model:
                  input: {type: features, size: 3}
                  layers: [{type: gru, units: 4}]
                  head: {units: 3, loss: {type: mse}}
                target: {type: next, steps_ahead: 1}
                horizon: {type: truncated, every: 8}
                optimizer: {rule: {type: adam}, learning_rate: 0.001}
                sync: {type: asynchronous}
                """.formatted(BROKER.get().bootstrapServers()));
    }

    private static float[][] readings() {
        float[][] readings = new float[STEPS][];
        for (int t = 0; t < STEPS; t++) {
            readings[t] = new float[] {(float) Math.sin(0.3 * t), 1.2f, 0.4f};
        }
        return readings;
    }
}
