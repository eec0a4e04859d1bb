package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCommandsIT {

    private static final String CONFIG = """
            job: {parallelism: 2, run: waves}
            kafka: {bootstrap_servers: "localhost:1", bounded: true, topics: {timesteps: %s}}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 4}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next, steps_ahead: 1}
            """;

    private static final String LABELS = """
        job: {parallelism: 2, run: waves}
        kafka: {bootstrap_servers: "localhost:1", bounded: true, topics: {timesteps: %s}}
        model:
          input: {type: features, size: 1}
          layers: [{type: gru, units: 4}]
          head: {units: 2, loss: {type: cross_entropy}}
        """;

    private static final AtomicInteger RUNS = new AtomicInteger();

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void topicsAreCreatedOnceAndThenAJobTrainsOnWhatTheyHold() throws Exception {
        String config = config(CONFIG.formatted(
                "waves, predictions: waves-predictions, parameters: waves-model, progress: waves-progress,"
                        + " dead_letters: waves-dead, control: waves-control"));

        Invocation created = run("topics", "create", "--config", config, "--partitions", "2");
        assertThat(created.err()).isEmpty();
        assertThat(created.out()).startsWith("created ").contains("waves", "waves-model", "waves-dead");
        Invocation again = run("topics", "create", "--config", config);
        produceWaves("waves", 1, true);
        Path json = folder.resolve("measured.json");
        Invocation trained = run("train", "--config", config, "--json", json.toString());

        assertThat(created.exitCode()).isZero();
        assertThat(again.out()).isEqualToIgnoringNewLines("all topics exist already");
        assertThat(trained.exitCode()).isZero();
        assertThat(trained.out()).startsWith("trained 400 steps");
        JsonNode measured = new ObjectMapper().readTree(json.toFile());
        assertThat(measured.path("steps_trained").asInt()).isEqualTo(400);
        assertThat(measured.path("loss").asDouble()).isPositive();
    }

    @Test
    void afterTrainingScoreForecastsTheStepsWithTheModelAndGoesOnFromThere() throws Exception {
        String config = config(CONFIG.formatted("scored") + "score: {gate: {type: shadow, steps: 10}}\n");
        assertThat(run("topics", "create", "--config", config).err()).isEmpty();
        Path output = folder.resolve("score");
        produceWaves("scored", 1, true);

        Invocation early = run("score", "--config", config, "--output", output.toString());
        assertThat(early.exitCode()).isNotZero();
        assertThat(early.err()).contains("score.from is topic, but topic").contains("train first");

        assertThat(run("train", "--config", config).exitCode()).isZero();
        Path json = folder.resolve("scored.json");
        Invocation scored = run("score", "--config", config, "--output", output.toString(), "--json", json.toString());
        assertThat(scored.exitCode()).as(scored.err()).isZero();
        assertThat(scored.out()).startsWith("scored ");
        JsonNode measured = new ObjectMapper().readTree(json.toFile());
        assertThat(measured.path("scored").asLong()).isBetween(390L, 399L);
        assertThat(measured.path("loss").asDouble()).isPositive();
        assertThat(measured.path("version").asLong()).isPositive();

        Invocation again = run("score", "--config", config, "--output", output.toString());
        assertThat(again.err()).contains("nothing more to read");
        Invocation anew = run("score", "--config", config, "--output", output.toString(), "--fresh");
        assertThat(anew.out()).startsWith("scored ");
    }

    @Test
    void stepsOfWeight0ArePredictedAndNothingIsLearnt() throws Exception {
        String config = config(CONFIG.formatted("weightless"));
        assertThat(run("topics", "create", "--config", config).err()).isEmpty();
        produceWaves("weightless", 0, true);
        Path json = folder.resolve("measured.json");

        Invocation trained = run("train", "--config", config, "--json", json.toString());

        assertThat(trained.exitCode()).isZero();
        assertThat(trained.err()).isEmpty();
        assertThat(trained.out())
                .startsWith("predicted 400 steps and learnt nothing (")
                .contains("no step had both a target and a weight above 0")
                .doesNotContain("NaN");
        JsonNode measured = new ObjectMapper().readTree(json.toFile());
        assertThat(measured.path("loss").isNull()).isTrue();
        assertThat(measured.path("baseline_loss").isNull()).isTrue();
        assertThat(measured.path("updates").asInt(-1)).isZero();
    }

    @Test
    void whatWasNotTrainedIsSaidByReason() throws Exception {
        String config = config(LABELS.formatted("dirty"));
        assertThat(run("topics", "create", "--config", config).err()).isEmpty();
        produce("dirty", (wave, t) -> step(wave, t / 2, 1f, t % 10 == 9 ? 7 : 1), true);
        Path json = folder.resolve("dirty.json");

        Invocation trained = run("train", "--config", config, "--json", json.toString());

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.out())
                .startsWith("trained 200 steps")
                .contains("; 160 duplicate, 40 rejected label" + System.lineSeparator());
        JsonNode incidents = new ObjectMapper().readTree(json.toFile()).path("incidents");
        assertThat(incidents.path("duplicate").asLong()).isEqualTo(160);
        assertThat(incidents.path("rejected_label").asLong()).isEqualTo(40);
    }

    @Test
    void labelsBelow0AreNoLabels() throws Exception {
        String config = config(LABELS.formatted("unlabelled"));
        assertThat(run("topics", "create", "--config", config).err()).isEmpty();
        produce("unlabelled", (wave, t) -> step(wave, t, 1f, t % 3 == 0 ? 1 : -100), true);

        Invocation trained = run("train", "--config", config);

        assertThat(trained.exitCode()).isZero();
        assertThat(trained.out()).startsWith("trained 400 steps").doesNotContain("NaN");
    }

    @Test
    void sequencesSpreadOverPartitionsAreWarnedOfAtTheStart() throws Exception {
        String config = config(CONFIG.formatted("keyless"));
        assertThat(run("topics", "create", "--config", config, "--partitions", "4")
                        .err())
                .isEmpty();
        produceWaves("keyless", 1, false);

        Invocation trained = run("train", "--config", config);

        assertThat(trained.err())
                .containsPattern("backflow train: warning: sequence wave-\\d of topic keyless is in partitions \\d and"
                        + " \\d; .*; key each record by its sequence_id");
        assertThat(trained.exitCode()).isZero();
    }

    @Test
    void recordsWithoutKeysInTheOnePartitionOfATopicAreAsGoodAsOthers() throws Exception {
        String config = config(CONFIG.formatted("single"));
        assertThat(run("topics", "create", "--config", config, "--partitions", "1")
                        .err())
                .isEmpty();
        produceWaves("single", 1, false);

        Invocation trained = run("train", "--config", config);

        assertThat(trained.err()).isEmpty();
        assertThat(trained.out()).startsWith("trained 400 steps");
    }

    @Test
    void aTopicThatHoldsSomethingElseIsRefusedAtTheStart() throws Exception {
        String other = CONFIG.formatted("others");
        assertThat(run("topics", "create", "--config", config(other)).err()).isEmpty();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("others", "{\"temperature\": 21}".getBytes(UTF_8)))
                    .get();
        }

        refused(run("train", "--config", config(other)), "kafka.topics.timesteps is others", "suits the model");
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() throws IOException {
        refused(run("train", "--config", config(CONFIG.formatted("nowhere"))), "kafka.topics", "topic");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String address = "127.0.0.1:" + port;
        String config = config(CONFIG.formatted("waves"));

        refused(
                Invocation.of("train", "--config", config, "--bootstrap", address, "--output", folder.toString()),
                address,
                "no broker answered");
        refused(Invocation.of("topics", "create", "--config", config, "--bootstrap", address), address);
    }

    @Test
    void aConfigurationThatCannotBeRunIsRefusedWithItsKey() throws IOException {
        String typo = CONFIG.formatted("waves").replace("units: 4", "unitz: 4");
        String negative = CONFIG.formatted("waves").replace("units: 4", "units: -4");

        refused(run("train", "--config", config(typo)), "unitz", "units");
        refused(run("train", "--config", config(negative)), "units", "-4");
        refused(run("train", "--config", config("kafka: [")), "YAML");
        refused(run("train", "--config", folder.resolve("none.yaml").toString()), "none.yaml");
    }

    @Test
    void wrongOptionsAreRefusedWithTheirNames() {
        refused(Invocation.of("train"), "--config");
        refused(Invocation.of("demo", "--epochs", "0"), "--epochs");
        refused(Invocation.of("demo", "--mode", "sideways"), "--mode", "SYNCHRONOUS");
        refused(Invocation.of("topics"), "create");
    }

    private static void refused(Invocation refusal, String... words) {
        assertThat(refusal.err()).contains(words).hasLineCount(1).doesNotContain("Exception", "\tat ");
        assertThat(refusal.out()).isEmpty();
        assertThat(refusal.exitCode()).isEqualTo(2);
    }

    private Invocation run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap", broker.bootstrapServers()));
        if (arguments[0].equals("train")) {
            all.addAll(List.of("--output", folder.resolve("run").toString(), "--no-dashboard"));
        }
        return Invocation.of(all.toArray(String[]::new));
    }

    private String config(String yaml) throws IOException {
        String ofItsOwn = yaml.replace("run: waves", "run: waves-" + RUNS.incrementAndGet());
        return Files.writeString(Files.createTempFile(folder, "job", ".yaml"), ofItsOwn)
                .toString();
    }

    /** Four sequences of 100 steps. */
    private static void produceWaves(String topic, float weight, boolean keyed) throws Exception {
        produce(topic, (wave, t) -> step(wave, t, weight, Step.NONE), keyed);
    }

    private static void produce(String topic, BiFunction<Integer, Integer, Step> step, boolean keyed) throws Exception {
        TimestepRecords records = new TimestepRecords(topic);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", 10_000, "batch.size", 0);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int t = 0; t < 100; t++) {
                for (int wave = 0; wave < 4; wave++) {
                    ProducerRecord<byte[], byte[]> record = records.of(step.apply(wave, t));
                    producer.send(keyed ? record : new ProducerRecord<>(topic, record.value()));
                }
            }
        }
    }

    private static Step step(int wave, int t, float weight, int label) {
        float[] features = {(float) Math.sin(t * 0.3 + wave)};
        return new Step("wave-" + wave, t, t * 1000L, features, Step.NONE, null, label, weight, t == 99);
    }
}
