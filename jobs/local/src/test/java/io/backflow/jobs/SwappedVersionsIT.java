package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.network.Network;
import io.backflow.schema.Prediction;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Versions change under load, and each forecast is one version's. */
@Timeout(600)
@Tag("nightly")
class SwappedVersionsIT {

    private static final int VERSIONS = 1000;

    /** A forecast is computed from a state that a network of another batch size has computed. */
    private static final float ROUNDING = 1e-5f;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @Test
    void aThousandSwapsUnderLoadLoseDoubleAndTearNothing() throws Exception {
        JobScene scene = JobScene.live(BROKER.get(), "swapped", 2, directory, """
            sync: {type: asynchronous}
            target: {type: next, columns: [0]}
            forecast: {type: arrival, linger: 1ms, batch: 16}
            """);
        TestStream feed = TestStream.waves(12, 400, 500, 8);
        try (ScoringRun.Publisher publisher = new ScoringRun.Publisher(scene);
                ScoringLog log = new ScoringLog(scene)) {
            publish(publisher, scene, 1);
            try (ScoringRun run = ScoringRun.start(scene, directory)) {
                await().atMost(Patience.LONG).until(() -> log.read().decided().equals(List.of("ADOPTED 1")));
                CompletableFuture<Void> load = CompletableFuture.runAsync(() -> send(scene, feed));
                for (int version = 2; version <= VERSIONS; version++) {
                    publish(publisher, scene, version);
                    Thread.sleep(4);
                }
                load.join();
                await().atMost(Patience.LONG)
                        .until(() -> log.read().steps() == feed.steps().size() && log.decisions.size() >= VERSIONS);
            }
            log.read();

            assertThat(log.decided())
                    .isEqualTo(LongStream.rangeClosed(1, VERSIONS)
                            .mapToObj(version -> "ADOPTED " + version)
                            .toList());
            assertEachIsOneVersions(scene.config().model(), feed, log);
        }
    }

    private static void send(JobScene scene, TestStream feed) {
        try {
            for (TestStream part : feed.parts(40)) {
                scene.send(part);
                Thread.sleep(60);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void publish(ScoringRun.Publisher publisher, JobScene scene, long version) throws Exception {
        publisher.publish(new VersionId(1, 9, version), values(scene.config().model(), version));
    }

    /** All parameters are one number, far from that of the version before. */
    private static float[] values(ModelSpec spec, long version) {
        float[] values = new float[ParameterLayout.of(spec).size()];
        Arrays.fill(values, 0.05f + 0.5f * ((version * 61) % 101) / 101);
        return values;
    }

    private static void assertEachIsOneVersions(ModelSpec spec, TestStream feed, ScoringLog log) {
        Map<String, float[]> features = feed.steps().stream()
                .collect(Collectors.toMap(step -> step.sequenceId() + "/" + step.step(), Step::features));
        try (Network network = new Network(spec, 1, 1)) {
            for (Map.Entry<String, TreeMap<Long, List<Prediction>>> sequence : log.predictions.entrySet()) {
                assertEachIsOneVersions(network, spec, features, sequence.getValue());
            }
        }
        long used = log.predictions.values().stream()
                .flatMap(steps -> steps.values().stream())
                .map(said -> said.get(0).getVersion())
                .distinct()
                .count();
        assertThat(used).as("versions that made a forecast").isGreaterThan(50);
    }

    private static void assertEachIsOneVersions(
            Network network, ModelSpec spec, Map<String, float[]> features, TreeMap<Long, List<Prediction>> steps) {
        Minibatch batch = new Minibatch(spec, 1, 1);
        float[] state = new float[spec.stateSize()];
        for (List<Prediction> said : steps.values()) {
            assertThat(said).as("nothing failed, and so nothing is repeated").hasSize(1);
            Prediction prediction = said.get(0);
            batch.reset(1, 1);
            System.arraycopy(state, 0, batch.initialState(), 0, state.length);
            float[] input = features.get(prediction.getSequenceId() + "/" + prediction.getStep());
            System.arraycopy(input, 0, batch.inputs(), 0, input.length);
            network.load(values(spec, prediction.getVersion()));
            network.forward(batch);
            state = network.outputs().finalState().clone();
            assertThat(prediction.getPrediction().get(0))
                    .as("step %d with version %d", prediction.getStep(), prediction.getVersion())
                    .isEqualTo(network.outputs().predictions()[0], within(ROUNDING));
        }
    }
}
