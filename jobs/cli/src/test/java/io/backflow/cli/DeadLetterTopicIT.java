package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A topic of dead letters that takes none holds the job up, and no dead letter is lost. */
@Timeout(600)
class DeadLetterTopicIT {

    private static final int REJECTS = 5;

    /** So many that some are refused while Flink still cleans up after the first. */
    private static final int MANY_REJECTS = 500;

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    private WaveRun run;
    private String deadLetters;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws IOException {
        String name = "full-" + Integer.toHexString(test.getDisplayName().hashCode());
        run = WaveRun.create(broker.bootstrapServers(), name, folder);
        deadLetters = name + "-dead";
    }

    @Test
    void anAbsentTopicIsWaitedForAndThenEachDeadLetterStandsThereOnce() throws Exception {
        run.bounded = false;
        run.send(0, 40);
        Process job = run.start("run", "flink: {execution.checkpointing.interval: 300ms}");
        try {
            await().atMost(Patience.LONG).untilAsserted(() -> {
                assertThat(job.isAlive()).as(said()).isTrue();
                assertThat(run.trained()).as(said()).isPositive();
            });
            delete();
            sendRejects(REJECTS, 10);
            run.send(40, 60);
            TimeUnit.SECONDS.sleep(8);
            assertThat(job.isAlive()).isTrue();

            assertThat(run.createTopics().out()).contains("created " + deadLetters);
            await().atMost(Patience.LONG).until(() -> letters().size() >= REJECTS);
            await().atMost(Patience.LONG).until(() -> run.trained() > 160);
            assertThat(job.isAlive()).isTrue();
            assertThat(letters()).hasSize(REJECTS).doesNotHaveDuplicates();
        } finally {
            job.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDeadLetterThatIsTooLargeForItsTopicEndsTheJobWhichGoesOnWhenTheTopicIsMended() throws Exception {
        run.send(0, 40);
        assertThat(train().exitCode()).isZero(); // there is a state to go on from, however early the job ends
        sendRejects(MANY_REJECTS, 5000);
        run.send(40, 60);
        alter("max.message.bytes", "2000");

        Invocation failed = train();
        Invocation again = train();
        alter("max.message.bytes", "1048588");
        Invocation trained = train();

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("kafka.topics.dead_letters is " + deadLetters + ", which takes no records: ")
                .contains("raise its max.message.bytes", "goes on from its last checkpoint");
        assertThat(again.err()).contains("raise its max.message.bytes");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("goes on from");
        assertThat(run.trained()).isEqualTo(240);
        assertThat(List.copyOf(Set.copyOf(letters()))).hasSize(MANY_REJECTS);
    }

    @Test
    void withoutItsTopicTheJobEndsWithASentenceAndGoesOnWhenTheTopicIsThere() throws Exception {
        run.bounded = false;
        run.kafka = "properties: {max.block.ms: \"3000\"}\nflink: {execution.checkpointing.interval: 300ms}";
        run.send(0, 40);
        CompletableFuture<Invocation> training = CompletableFuture.supplyAsync(this::train);
        await().atMost(Patience.LONG).until(() -> run.trained() > 0);
        TimeUnit.SECONDS.sleep(1);
        delete();
        sendRejects(REJECTS, 10);
        run.send(40, 60);

        Invocation failed = training.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("kafka.topics.dead_letters is " + deadLetters + ", which takes no records: ")
                .contains("if it is not there, create it (backflow topics create)");

        run.bounded = true;
        assertThat(train().err()).contains("has no such topic; create it");
        assertThat(run.createTopics().out()).contains("created " + deadLetters);
        Invocation trained = train();
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("goes on from");
        assertThat(run.trained()).isEqualTo(240);
        assertThat(List.copyOf(Set.copyOf(letters()))).hasSize(REJECTS);
    }

    private Invocation train() {
        try {
            return run.train("run");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("process.out"));
    }

    private void sendRejects(int count, int length) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] value = (i + "x".repeat(length)).getBytes(UTF_8);
                producer.send(new ProducerRecord<>(run.timesteps(), i % WaveRun.PARTITIONS, null, value));
            }
        }
    }

    private List<String> letters() {
        return TopicRecords.committed(broker.bootstrapServers(), deadLetters).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    private void delete() throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(deadLetters)).all().get();
        }
    }

    private void alter(String key, String value) throws Exception {
        try (Admin admin = admin()) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, deadLetters);
            AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
