package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.serve.ModelSubscription;
import io.backflow.jobs.serve.ParametersTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A Java program serves the model of a job that trains. */
@Timeout(600)
class ServedModelIT {

    private static final int SEQUENCES = 4;
    private static final Duration PATIENCE = Patience.LONG;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @Test
    void aServedModelFollowsTheVersionsOfAJobThatTrains() throws Exception {
        JobScene scene = JobScene.eachVersion(BROKER.get(), "served", 1, directory, """
                sync: {type: asynchronous}
                target: {type: next, steps_ahead: 1, columns: [0]}
                normalization: {mean: [0.5, 0], deviation: [0.7, 1]}
                optimizer: {rule: adam, learning_rate: 0.01}
                batch: {size: 2, linger: 5ms}
                server: {shards: 2}
                """);
        JobConfig config = scene.config();
        ForecastSpec spec = ForecastSpec.of(config);
        TreeSet<Long> versions = new TreeSet<>();
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                ServedModel model = new ServedModel(spec, 8);
                ModelSubscription subscription = ModelSubscription.start(ParametersTopic.of(config), model);
                TimestepProducer producer = new TimestepProducer(config.kafka())) {
            assertThat(model.version()).isEqualTo(LiveState.NO_VERSION);
            int t = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (versions.size() < 10 && System.nanoTime() < deadline) {
                for (Step step : steps(t)) {
                    producer.send(step);
                }
                if (t == 8) {
                    subscription.await(PATIENCE);
                }
                if (t >= 8) {
                    model.step(steps(t))
                            .forEach(forecast -> versions.add(forecast.said().version()));
                }
                t++;
                Thread.sleep(20);
            }
            assertThat(versions).as("versions that made forecasts").hasSizeGreaterThanOrEqualTo(10);
            assertThat(subscription.failure()).isEmpty();
            assertThat(subscription.refused()).isZero();
            assertServesTheNewest(scene, model, spec);
        }
    }

    private void assertServesTheNewest(JobScene scene, ServedModel model, ForecastSpec spec) {
        List<PublishedModel> published = new ArrayList<>();
        try (ModelFollower follower = scene.follow()) {
            await().atMost(PATIENCE).until(() -> {
                published.addAll(follower.more());
                return model.version()
                        == published.get(published.size() - 1).version().version();
            });
        }
        // the job trains on what is left: a newer version may come at any time
        Map<String, byte[]> states = model.states();
        List<Forecast> here = model.step(steps(1000));
        long version = here.get(0).said().version();
        PublishedModel serving = scene.published().stream()
                .filter(one -> one.version().version() == version)
                .findFirst()
                .orElseThrow();
        Path file = directory.resolve("model.safetensors");
        new ModelFile(spec, version, serving.version().values()).write(file);
        try (ServedModel opened = ServedModel.open(file)) {
            opened.restore(states);
            List<Forecast> there = opened.step(steps(1000));
            for (int s = 0; s < SEQUENCES; s++) {
                assertThat(there.get(s).said().version())
                        .isEqualTo(here.get(s).said().version());
                assertThat(there.get(s).said().values())
                        .isEqualTo(here.get(s).said().values());
            }
        }
    }

    @Test
    void aRunThatPublishesNothingAndAModelOfAnotherFormAreReported() throws Exception {
        JobScene scene = new JobScene(BROKER.get(), "form", 1, directory, "sync: {type: asynchronous}\n");
        ForecastSpec other = ForecastSpec.of(scene.withUnits(6).config());
        try (ServedModel model = new ServedModel(other, 1)) {
            try (ModelSubscription none = ModelSubscription.start(ParametersTopic.of(scene.config()), model)) {
                assertThatThrownBy(() -> none.await(Duration.ofMillis(500)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("run form in topic form-model gave no whole version in 0.5 s; look whether the job"
                                + " runs and publishes there");
            }
            JobRun.toEnd(scene, TestStream.waves(3, 10, 20, 1), directory);
            try (ModelSubscription wrong = ModelSubscription.start(ParametersTopic.of(scene.config()), model)) {
                assertThatThrownBy(() -> wrong.await(PATIENCE))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("run form in topic form-model cannot be followed");
                assertThat(wrong.failure()).isPresent();
            }
            assertThat(model.version()).isEqualTo(LiveState.NO_VERSION);
        }
        assertOtherUnitsAreRefused(scene, ForecastSpec.of(scene.config()));
    }

    /** The manifest says how the features were scaled; a follower that scales otherwise would forecast nonsense. */
    private static void assertOtherUnitsAreRefused(JobScene scene, ForecastSpec spec) {
        ForecastSpec scaled =
                new ForecastSpec(spec.model(), new NormalizationConfig.Running(7), spec.target(), spec.stream());
        try (ServedModel model = new ServedModel(scaled, 1);
                ModelSubscription wrong = ModelSubscription.start(ParametersTopic.of(scene.config()), model)) {
            assertThatThrownBy(() -> wrong.await(PATIENCE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("normalization is {\"type\":\"running\",\"steps\":7}, but its model was"
                            + " trained without it");
        }
    }

    private static List<Step> steps(int t) {
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s < SEQUENCES; s++) {
            steps.add(new Step("wave-" + s, t, 1000L * t, new float[] {(float) Math.sin(0.4 * t + s), s}));
        }
        return steps;
    }
}
