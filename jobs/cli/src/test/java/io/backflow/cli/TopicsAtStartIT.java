package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start makes of the topics that it finds. */
@Tag("nightly")
@Timeout(600)
class TopicsAtStartIT {

    private static EmbeddedBroker broker;
    private static String controller;

    @TempDir
    Path folder;

    private WaveRun run;

    @BeforeAll
    static void startBroker() throws IOException {
        LoopbackPorts ports = LoopbackPorts.lasting(1).get(0);
        broker = EmbeddedBroker.start(ports, Map.of());
        controller = "127.0.0.1:" + ports.second();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws IOException {
        String name = "start-" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
        run = WaveRun.create(broker.bootstrapServers(), name, folder);
    }

    @ParameterizedTest
    @CsvSource({
        "in, compact, kafka.topics.timesteps",
        "in, 'compact,delete', kafka.topics.timesteps",
        "said, compact, kafka.topics.predictions",
        "how, compact, kafka.topics.progress",
        "dead, compact, kafka.topics.dead_letters",
        "control, compact, kafka.topics.control",
        "model, delete, kafka.topics.parameters",
        "model, 'compact,delete', kafka.topics.parameters"
    })
    void aTopicThatIsCleanedUpOtherwiseIsRefused(String topic, String policy, String key) throws Exception {
        run.send(0, 20);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            ConfigResource of = new ConfigResource(ConfigResource.Type.TOPIC, run.name() + "-" + topic);
            admin.incrementalAlterConfigs(Map.of(
                            of,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        Invocation refusal = run.train("run");

        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.err()).hasLineCount(1).contains(key, "cleanup.policy is " + policy);
    }

    @Test
    void thePortOfAControllerIsRefused() throws Exception {
        Invocation refusal = Invocation.of("topics", "create", "--config", run.config(""), "--bootstrap", controller);

        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.err())
                .hasLineCount(1)
                .contains(controller, "a controller answers", "name the port of a broker's listener");
    }

    @Test
    void abortedStepsAreNotTrainedAndTheirRetryIs() throws Exception {
        try (var producer = transactional("retries")) {
            producer.initTransactions();
            producer.beginTransaction();
            sendWaves(producer, 0, 60);
            producer.abortTransaction();
            producer.beginTransaction();
            sendWaves(producer, 0, 60);
            producer.commitTransaction();
        }

        Invocation committed = run.train("run");
        run.kafka = "properties: {isolation.level: read_uncommitted}";
        Invocation uncommitted = run.train("other", "--fresh");

        assertThat(committed.out()).as(committed.err()).startsWith("trained 240 steps");
        assertThat(uncommitted.out()).as(uncommitted.err()).startsWith("trained 240 steps");
    }

    @Test
    void aStepThatWasOnlyAbortedIsNeverTrained() throws Exception {
        run.send(0, 30);
        try (var producer = transactional("aborts")) {
            producer.initTransactions();
            producer.beginTransaction();
            sendWaves(producer, 30, 60);
            producer.flush();
            producer.abortTransaction();
        }

        Invocation trained = run.train("run");

        assertThat(trained.out()).as(trained.err()).startsWith("trained 120 steps");
    }

    @Test
    void anOpenTransactionIsNamedAndNotWaitedForBeyondThePatience() throws Exception {
        run.send(0, 30);
        try (var producer = transactional("dawdler")) {
            producer.initTransactions();
            producer.beginTransaction();
            sendWaves(producer, 30, 40);
            producer.flush();
            run.kafka = "start: {open_transactions: 1s}";

            Invocation trained = run.train("run");

            assertThat(trained.exitCode()).as(trained.err()).isZero();
            assertThat(trained.out()).startsWith("trained 120 steps");
            assertThat(trained.err()).contains("transactional.id dawdler", "left to the next run");
            producer.commitTransaction();
        }

        assertThat(run.train("run").out()).startsWith("trained 160 steps");
    }

    @Test
    void badNewestRecordsAreSaidAndStopNobody() throws Exception {
        run.send(0, 60);
        sendBad(15);

        Invocation trained = run.train("run");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.out()).startsWith("trained 240 steps");
        assertThat(trained.err()).contains("whose newest records do not suit the model");
    }

    @Test
    void aTopicThatIsWrongThroughoutIsRefusedUnlessThatIsAllowed() throws Exception {
        sendBad(100);

        Invocation refusal = run.train("run");
        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.err())
                .hasLineCount(1)
                .contains("sampled records suits the model", "kafka.start.unfit_records");

        run.send(0, 60);
        sendBad(400);
        run.kafka = "start: {unfit_records: warn}";
        Invocation warned = run.train("run");
        assertThat(warned.exitCode()).as(warned.err()).isZero();
        assertThat(warned.out()).startsWith("trained 240 steps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy", "lz4", "gzip"})
    void compressedTopicsAreRead(String codec) throws Exception {
        Waves.send(broker.bootstrapServers(), run.timesteps(), 0, 60, Map.of("compression.type", codec));

        assertThat(run.train("run").out()).startsWith("trained 240 steps");
    }

    private static KafkaProducer<byte[], byte[]> transactional(String id) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                id,
                "transaction.timeout.ms",
                600_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void sendWaves(KafkaProducer<byte[], byte[]> producer, int from, int to) {
        TimestepRecords records = new TimestepRecords(run.timesteps());
        for (int t = from; t < to; t++) {
            for (int wave = 0; wave < Waves.SEQUENCES; wave++) {
                producer.send(records.of(Waves.step(wave, t)));
            }
        }
    }

    /** So many records of something else at the end of each partition. */
    private void sendBad(int records) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < WaveRun.PARTITIONS; partition++) {
                for (int i = 0; i < records; i++) {
                    producer.send(new ProducerRecord<>(
                            run.timesteps(), partition, null, "{\"temperature\": 21}".getBytes(UTF_8)));
                }
            }
        }
    }
}
