package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.schema.Command;
import io.backflow.schema.Control;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gate compares versions on live truth, and an operator may go back. */
@Timeout(600)
class GatedScoringIT {

    private static final Duration PATIENCE = Patience.LONG;
    private static final String TARGET = """
            sync: {type: asynchronous}
            target: {type: next, columns: [0]}
            optimizer: {rule: adam, learning_rate: 0.02}
            """;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private int sent;

    @Test
    void theGateRefusesASpoiltVersionAdoptsAGoodOneAndARollbackReturns() throws Exception {
        PublishedModel trained =
                JobRun.toEnd(new JobScene(BROKER.get(), "gated", 2, directory, TARGET), waves(60, 60), directory);
        long first = trained.version().version();
        VersionId id = trained.version().id();
        float[] good = trained.version().values();
        JobScene scene = JobScene.live(
                BROKER.get(),
                "gated",
                2,
                directory,
                TARGET + "score: {gate: {type: shadow, steps: 300, worse_by: 0.2}}\n");
        try (ScoringRun.Publisher publisher = new ScoringRun.Publisher(scene);
                ScoringLog log = new ScoringLog(scene)) {
            ScoringRun run = ScoringRun.start(scene, directory);
            String savepoint;
            try (run) {
                awaitDecisions(log, "ADOPTED " + first);
                await().atMost(PATIENCE).until(() -> log.read().steps() == 60 * 60); // what was trained on
                publisher.publish(id.at(first + 1), shuffled(good));
                awaitShadow(log, first + 1);
                scene.send(waves(20, 10));
                await().atMost(PATIENCE)
                        .until(() -> log.read().newest.models().score().steps() > 20);
                savepoint = run.job().stopWithSavepoint(directory);
            }
            try (ScoringRun again = ScoringRun.start(scene.resuming(savepoint), directory)) {
                awaitShadow(log, first + 1);
                sendUntil(scene, log, "ADOPTED " + first, "REFUSED " + (first + 1));
                publisher.publish(id.at(first + 2), changed(good));
                awaitShadow(log, first + 2);
                sendUntil(scene, log, "ADOPTED " + first, "REFUSED " + (first + 1), "ADOPTED " + (first + 2));
                assertCompared(log);
                awaitForecastWith(scene, log, first + 2);
                control(scene, Command.ROLL_BACK, first);
                await().atMost(PATIENCE).until(() -> log.read().decisions.size() == 4);
                publisher.publish(id.at(first + 3), good);
                control(scene, Command.ROLL_BACK, 99_999L);
                await().atMost(PATIENCE).until(() -> log.read().decisions.size() == 5);
                assertThat(log.newest.models().held()).isTrue();
                assertForecastWith(scene, log, first);
                control(scene, Command.FOLLOW, null);
                awaitShadow(log, first + 3);
            }

            assertThat(log.decided())
                    .containsExactly(
                            "ADOPTED " + first,
                            "REFUSED " + (first + 1),
                            "ADOPTED " + (first + 2),
                            "ROLLED_BACK " + first,
                            "ROLLBACK_REFUSED " + first,
                            "FOLLOWING " + first);
            assertThat(versions(log))
                    .as("a version in the shadow publishes nothing")
                    .doesNotContain(first + 1);
            assertThat(versions(log)).contains(first, first + 2);
        }
    }

    private static void assertCompared(ScoringLog log) {
        ShadowScore refused = log.decisions.get(1).score();
        ShadowScore adopted = log.decisions.get(2).score();
        assertThat(refused).isNotNull();
        assertThat(refused.steps()).isGreaterThanOrEqualTo(300);
        assertThat(refused.shadowLoss()).isGreaterThan(1.2 * refused.loss());
        assertThat(adopted).isNotNull();
        assertThat(adopted.steps()).isGreaterThanOrEqualTo(300);
        assertThat(adopted.shadowLoss()).isLessThanOrEqualTo(1.2 * adopted.loss());
    }

    private void assertForecastWith(JobScene scene, ScoringLog log, long version) throws Exception {
        TestStream more = waves(5, 10);
        scene.send(more);
        String id = more.steps().get(0).sequenceId();
        await().atMost(PATIENCE).until(() -> log.read().predictions.containsKey(id));
        Prediction prediction = log.predictions.get(id).firstEntry().getValue().get(0);
        assertThat(prediction.getVersion()).isEqualTo(version);
    }

    /** Sends steps until one of them is forecast with {@code version}. */
    private void awaitForecastWith(JobScene scene, ScoringLog log, long version) throws Exception {
        for (int i = 0; i < 100 && !versions(log).contains(version); i++) {
            scene.send(waves(5, 10));
            Thread.sleep(300);
        }
        assertThat(versions(log)).contains(version);
    }

    private static List<Long> versions(ScoringLog log) {
        return log.read().predictions.values().stream()
                .flatMap(steps -> steps.values().stream())
                .flatMap(List::stream)
                .map(Prediction::getVersion)
                .distinct()
                .toList();
    }

    private static void awaitDecisions(ScoringLog log, String... decisions) {
        await().atMost(PATIENCE).until(() -> log.read().decided().equals(List.of(decisions)));
    }

    /** Sends truth until the gate has decided so. */
    private void sendUntil(JobScene scene, ScoringLog log, String... decisions) throws Exception {
        for (int i = 0; i < 30 && log.read().decisions.size() < decisions.length; i++) {
            scene.send(waves(10, 20));
            Thread.sleep(300);
        }
        awaitDecisions(log, decisions);
    }

    private void awaitShadow(ScoringLog log, long version) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> log.read().newest != null
                        && log.newest.models().shadow() != null
                        && log.newest.models().shadow().version() == version);
    }

    private TestStream waves(int sequences, int length) {
        sent++;
        return TestStream.waves(sequences, length, length, sent).moved("part-" + sent, 300 * sent);
    }

    /** The same numbers in another order. */
    private static float[] shuffled(float[] values) {
        List<Integer> order = IntStream.range(0, values.length).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(3));
        float[] shuffled = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            shuffled[i] = values[order.get(i)];
        }
        return shuffled;
    }

    private static float[] changed(float[] values) {
        float[] changed = values.clone();
        changed[0] += 1e-4f;
        return changed;
    }

    private static void control(JobScene scene, Command command, @Nullable Long version) throws Exception {
        Control record = Control.newBuilder()
                .setRun(scene.config().job().run())
                .setCommand(command)
                .setVersion(version)
                .build();
        byte[] key = scene.config().job().run().getBytes(StandardCharsets.UTF_8);
        byte[] value = Wire.of(Control.class, Control.getClassSchema(), Wire.ONE_MEBIBYTE)
                .encode(record);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", BROKER.get().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(scene.config().kafka().topics().control(), key, value))
                    .get();
        }
    }
}
