package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.backflow.jobs.Patience;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.format.RegistryServer;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.local.EmbeddedBroker;
import io.backflow.schema.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/own-topic.md, on topics that know nothing of this project. */
@Timeout(600)
class OwnTopicIT {

    private static final int DEVICES = 20;
    private static final int STEPS = 500;
    private static final Path PAGE = Path.of("..", "..", "docs", "own-topic.md");

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Reading", "fields": [
              {"name": "meter_id", "type": "string"},
              {"name": "read_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "volts", "type": "double"},
              {"name": "amps", "type": ["null", "float"], "default": null}]}
            """);

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
    void threeCommandsLearnFromATopicOfJson() throws Exception {
        create("sensors");
        sendJson();
        assertLearns("sensors");
    }

    /** As Confluent's serializers frame it: a byte 0, the schema's number, the datum. */
    @Test
    @Tag("nightly")
    void threeCommandsLearnFromATopicOfAvro() throws Exception {
        try (RegistryServer registry = RegistryServer.start()) {
            registry.knows("/schemas/ids/7", "{\"schema\": " + TextNode.valueOf(SCHEMA.toString()) + "}");
            create("avro");
            sendAvro();
            assertLearns("avro", "--registry", registry.url());
        }
    }

    private static void sendAvro() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(SCHEMA);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int t = 0; t < STEPS; t++) {
                for (int device = 0; device < DEVICES; device++) {
                    double swing = Math.sin(device + 0.7 * t);
                    GenericRecord record = new GenericData.Record(SCHEMA);
                    record.put("meter_id", "meter-" + device);
                    record.put("read_at", 1_700_000_000_000L + 10_000L * t);
                    record.put("volts", 230 + device + swing);
                    record.put("amps", t % 9 == 8 ? null : (float) (device * swing * swing));
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    bytes.write(new byte[] {0, 0, 0, 0, 7});
                    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
                    writer.write(record, encoder);
                    encoder.flush();
                    producer.send(new ProducerRecord<>(
                            "avro", ("meter-" + device).getBytes(StandardCharsets.UTF_8), bytes.toByteArray()));
                }
            }
        }
    }

    @Test
    @Tag("nightly")
    void aNodeProducerThatFollowsThePageIsLearntFrom() throws Exception {
        Path program = Files.writeString(
                folder.resolve("producer.mjs"), blocks("js").get(0).replace("\"sensors\"", "\"node\""));
        linkKafkaJs();
        create("node");
        Process node = new ProcessBuilder("node", program.toString(), broker.bootstrapServers())
                .inheritIO()
                .start();
        assertThat(node.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).isZero();
        assertLearns("node");
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        create("kept");
        sendTo("kept", List.of(json(0, 0), json(0, 1), json(0, 2)));
        Path file = Files.writeString(folder.resolve("kept.yaml"), "mine");
        Invocation init = Invocation.of(
                "init", "--bootstrap", broker.bootstrapServers(), "--topic", "kept", "--output", file.toString());
        assertThat(init.exitCode()).isEqualTo(2);
        assertThat(init.err()).contains("exists already; remove it, or name another --output");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aTopicThatIsNotThereIsNotMade() {
        Invocation init = Invocation.of("init", "--bootstrap", broker.bootstrapServers(), "--topic", "nowhere");
        assertThat(init.exitCode()).isEqualTo(2);
        assertThat(init.err()).contains("has no topic nowhere; correct the name");
    }

    @Test
    void anEmptyTopicIsRefused() throws Exception {
        create("empty");
        Invocation init = Invocation.of("init", "--bootstrap", broker.bootstrapServers(), "--topic", "empty");
        assertThat(init.exitCode()).isEqualTo(2);
        assertThat(init.err()).contains("the topic empty has no records");
    }

    /** With where this machine keeps kafkajs; the test is not run on one that has none. */
    private void linkKafkaJs() throws IOException {
        String modules = System.getenv("NODE_PATH");
        Assumptions.assumeTrue(
                modules != null && Files.isDirectory(Path.of(modules, "kafkajs")), "no kafkajs in NODE_PATH");
        Files.createSymbolicLink(folder.resolve("node_modules"), Path.of(modules));
    }

    /** Runs the commands of the page, the last one until its forecasts have been better than persistence for long. */
    private void assertLearns(String topic, String... more) throws Exception {
        List<String> commands = blocks("sh").get(0).lines().toList();
        assertThat(commands).hasSize(3);
        for (String command : commands.subList(0, 2)) {
            Process process =
                    start(command.contains(" init ") ? command + " " + String.join(" ", more) : command, topic);
            assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                    .isTrue();
            assertThat(process.exitValue()).as(said()).isZero();
        }
        Process train = start(commands.get(2), topic);
        try {
            await().atMost(Patience.LONG).pollInterval(Duration.ofSeconds(1)).until(() -> {
                assertThat(train.isAlive()).as(said()).isTrue();
                return forecasts(topic).scored() > 0.95 * DEVICES * (STEPS - 1);
            });
        } finally {
            train.destroy();
            train.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES);
        }
        ForecastTotals totals = forecasts(topic);
        assertThat(totals.lossSum()).as("beside that of persistence").isLessThan(0.7 * totals.baselineLossSum());
        assertThat(said()).contains("steps of 20 sequences").doesNotContain("dead letters:");
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    private Process start(String command, String topic) throws IOException {
        String line =
                command.replace("localhost:9092", broker.bootstrapServers()).replace("sensors", topic);
        return CommandProcess.ofLine(line).in(folder).startAddingTo(folder.resolve("said.txt"));
    }

    private static ForecastTotals forecasts(String topic) throws WireException {
        ForecastTotals newest = ForecastTotals.ZERO;
        ProgressDecoder decoder = new ProgressDecoder();
        for (ConsumerRecord<byte[], byte[]> record :
                TopicRecords.committed(broker.bootstrapServers(), topic + "-progress")) {
            newest = decoder.decode(record.value()).forecasts();
        }
        return newest;
    }

    private static void create(String topic) throws Exception {
        broker.createTopics(new NewTopic(topic, 2, (short) 1));
    }

    private static void sendJson() throws Exception {
        List<String> records = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            for (int device = 0; device < DEVICES; device++) {
                records.add(json(device, t));
            }
        }
        sendTo("sensors", records);
    }

    /** Each device has a level of its own; a ninth of the pressures is missing. */
    private static String json(int device, int t) {
        double swing = Math.sin(device + 0.7 * t);
        return String.format(
                Locale.ROOT,
                "{\"device\": {\"id\": \"device-%d\"}, \"at\": \"%s\", \"temperature\": %.4f, \"pressure\": %s,"
                        + " \"running\": %s}",
                device,
                Instant.ofEpochMilli(1_700_000_000_000L + 10_000L * t),
                200 * device + 5 * swing,
                t % 9 == 8 ? "null" : String.format(Locale.ROOT, "%.4f", 1013 + swing * swing),
                swing > 0);
    }

    private static void sendTo(String topic, List<String> records) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String record : records) {
                String key = record.substring(record.indexOf("device-"), record.indexOf("\"}"));
                producer.send(new ProducerRecord<>(topic, key, record));
            }
        }
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        String[] parts = Files.readString(PAGE).split("```" + language + "\n");
        for (int i = 1; i < parts.length; i++) {
            blocks.add(parts[i].substring(0, parts[i].indexOf("```")));
        }
        return blocks;
    }
}
