package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.kafka.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
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
    void topicsAreCreatedOnceAndThenAJobTrainsOnWhatTheyHold() throws IOException {
        String config = config(CONFIG.formatted("waves"));

        Invocation created = run("topics", "create", "--config", config, "--partitions", "2");
        assertThat(created.err()).isEmpty();
        assertThat(created.out()).startsWith("created ").contains("waves", "parameters", "dead-letters");
        Invocation again = run("topics", "create", "--config", config);
        produceWaves("waves");
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
    void aTopicThatHoldsSomethingElseIsRefusedAtTheStart() throws Exception {
        String other = CONFIG.formatted("others");
        assertThat(run("topics", "create", "--config", config(other)).err()).isEmpty();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("others", "{\"temperature\": 21}".getBytes(UTF_8)))
                    .get();
        }

        refused(run("train", "--config", config(other)), "kafka.topics.timesteps is others", "do not suit the model");
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

        refused(Invocation.of("train", "--config", config, "--bootstrap", address), address, "no broker answered");
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

    private static Invocation run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = broker.bootstrapServers();
        return Invocation.of(all);
    }

    private String config(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "job", ".yaml"), yaml)
                .toString();
    }

    /** Four sequences of 100 steps. */
    private static void produceWaves(String topic) {
        TimestepRecords records = new TimestepRecords(topic);
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", 10_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int t = 0; t < 100; t++) {
                for (int wave = 0; wave < 4; wave++) {
                    producer.send(records.of(new Step(
                            "wave-" + wave,
                            t,
                            t * 1000L,
                            new float[] {(float) Math.sin(t * 0.3 + wave)},
                            Step.NONE,
                            null,
                            Step.NONE,
                            1f,
                            t == 99)));
                }
            }
        }
    }
}
