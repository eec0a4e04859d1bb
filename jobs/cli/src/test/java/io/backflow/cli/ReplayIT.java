package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.Patience;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files to topics, and what a job learns from them. */
@Timeout(600)
class ReplayIT {

    private static final int PUMPS = 4;
    private static final int HOURS = 100;

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
    void aJobLearnsFromEveryEpochAndNothingOfWhatIsHeldOut() throws Exception {
        create("epochs");
        Path json = folder.resolve("replay.json");
        Invocation replay =
                replay("epochs", "--epochs", "3", "--hold-out", "20%", "--json", json.toString(), pumps().toString());
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        // 400 rows over 99 hours, of which the last 19 whole ones and one more are held out
        assertThat(replay.out())
                .contains(
                        "401 rows, 4 sequences (pump)", "1 row skipped, columns", "80 of them held out with weight 0");
        JsonNode written = new ObjectMapper().readTree(json.toFile()).at("/replay/written");
        assertThat(written.path("records").asInt()).isEqualTo(2 * 320 + 400);
        assertThat(TopicRecords.committed(broker.bootstrapServers(), "epochs")).hasSize(2 * 320 + 400);

        JsonNode run = trained("epochs");

        assertThat(run.path("incidents")).isEmpty();
        assertThat(run.path("steps_trained").asInt()).as("trained or scored").isEqualTo(2 * 320 + 400);
        // the last step of each epoch's life has no target, and the last of all is held out
        assertThat(newestWeight("epochs")).isEqualTo(2 * (320 - PUMPS) + 320 - PUMPS);
    }

    @Test
    void aTopicThatIsNotThereIsNotMade() throws Exception {
        Invocation replay = replay("nowhere", pumps().toString());
        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("has no topic nowhere; correct the name");
    }

    @Test
    void aTopicIsMadeWhereItIsWanted() throws Exception {
        Invocation made = replay("made", "--create", "3", pumps().toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("created topic made, partitions: 3");
        Invocation there = replay("made", "--create", "5", pumps().toString());
        assertThat(there.exitCode()).as(there.err()).isZero();
        assertThat(there.out()).doesNotContain("created topic");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var topic =
                    admin.describeTopics(List.of("made")).allTopicNames().get().get("made");
            assertThat(topic.partitions()).hasSize(3);
        }
        Invocation none = replay("none", "--create", "0", pumps().toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--create is 0; give the number of partitions, 1 or more");
    }

    @Test
    void theBrokersHaveToBeNamed() throws Exception {
        Invocation replay = Invocation.of("replay", "--topic", "epochs", pumps().toString());
        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("--bootstrap is missing");
    }

    @Test
    void ctrlCEndsAReplayThatWaitsAndWhatWasSentStays() throws Exception {
        create("slow");
        Path said = folder.resolve("said.txt");
        Process process = CommandProcess.of(
                        "replay",
                        "--bootstrap",
                        broker.bootstrapServers(),
                        "--topic",
                        "slow",
                        "--speed",
                        "1",
                        pumps().toString())
                .startSayingTo(said);
        try {
            await().atMost(Patience.LONG)
                    .until(() -> TopicRecords.committed(broker.bootstrapServers(), "slow")
                                    .size()
                            == PUMPS);
            process.destroy();
            assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(said))
                .contains("stops after what has been sent; it stays in the topic", "stopped; wrote 4 records");
        assertThat(TopicRecords.committed(broker.bootstrapServers(), "slow")).hasSize(PUMPS);
    }

    /** What {@code init} makes of the topic, trained to the end of what is there. */
    private JsonNode trained(String topic) throws IOException {
        Path config = folder.resolve(topic + ".yaml");
        Path json = folder.resolve("run.json");
        assertThat(run(
                        "init",
                        "--bootstrap",
                        broker.bootstrapServers(),
                        "--topic",
                        topic,
                        "--output",
                        config.toString()))
                .contains("wrote ");
        String yaml = Files.readString(config);
        assertThat(yaml).contains("weight: step_weight", "end: end_of_sequence");
        Files.writeString(config, yaml.replace("kafka:\n", "kafka:\n  bounded: true\n"));
        run("topics", "create", "--config", config.toString());
        String folderOfRun = folder.resolve("out").toString();
        run("train", "--config", config.toString(), "--output", folderOfRun, "--json", json.toString());
        return new ObjectMapper().readTree(json.toFile());
    }

    private static String run(String... arguments) {
        Invocation invocation = Invocation.of(arguments);
        assertThat(invocation.exitCode()).as(invocation.err()).isZero();
        return invocation.out();
    }

    private static double newestWeight(String topic) throws Exception {
        double weight = 0;
        var decoder = new ProgressDecoder();
        for (var record : TopicRecords.committed(broker.bootstrapServers(), topic + "-progress")) {
            weight = decoder.decode(record.value()).totals().weightSum();
        }
        return weight;
    }

    private Path pumps() throws IOException {
        List<String> rows = new ArrayList<>(List.of("pump,at,bar,volts"));
        for (int t = 0; t < HOURS; t++) {
            Instant at = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofHours(t));
            for (int pump = 0; pump < PUMPS; pump++) {
                rows.add("pump-" + pump + "," + at + "," + Math.sin(0.3 * t + pump) + "," + Math.cos(0.2 * t));
            }
        }
        rows.add("pump-0,too short");
        return Files.write(folder.resolve("pumps.csv"), rows, StandardCharsets.UTF_8);
    }

    private static Invocation replay(String topic, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("replay", "--bootstrap", broker.bootstrapServers(), "--topic", topic));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private static void create(String topic) throws Exception {
        broker.createTopics(new NewTopic(topic, 2, (short) 1));
    }
}
