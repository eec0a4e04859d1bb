package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.format.Avro;
import io.backflow.jobs.format.RegistryServer;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same steps in each format of a stream give the same losses and the same parameters. */
@Timeout(600)
class FormatsIT {

    private static final String SETTINGS = """
        sync: {type: synchronous, send: gradient, round: 8s, reproducible: true}
        optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}}
        batch: {size: 4}
        """;
    private static final String FIELDS =
            "fields: {sequence: id, time: ts, step: n, features: [x0, x1], target: y, end: last}";
    private static final TestStream STREAM = TestStream.waves(12, 20, 60, 11);
    private static final Schema FIRST = new Schema.Parser().parse("""
                    {"type": "record", "name": "Wave", "fields": [
                      {"name": "id", "type": "string"}, {"name": "n", "type": "long"},
                      {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                      {"name": "x0", "type": "float"}, {"name": "x1", "type": "float"}, {"name": "y", "type": "float"},
                      {"name": "last", "type": "boolean"}]}
                    """);

    /** Another order, another unit, wider numbers that may be null, and a field more. */
    private static final Schema SECOND = new Schema.Parser().parse("""
                    {"type": "record", "name": "Wave", "fields": [
                      {"name": "site", "type": {"type": "map", "values": "string"}},
                      {"name": "x1", "type": ["null", "double"]}, {"name": "x0", "type": ["null", "double"]},
                      {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                      {"name": "y", "type": "double"}, {"name": "last", "type": "boolean"},
                      {"name": "n", "type": "int"}, {"name": "id", "type": "string"}]}
                    """);

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    private static PublishedModel own;

    @BeforeAll
    static void trainOnOurSchema(@TempDir Path directory) throws Exception {
        own = JobRun.toEnd(scene("formats-own", directory, ""), STREAM, directory);
        assertThat(own.version().totals().stepsHash()).isEqualTo(STREAM.hash());
        assertThat(own.version().totals().lossSum()).isPositive();
    }

    @Test
    void aTopicOfJsonIsLearnt(@TempDir Path directory) throws Exception {
        assertSame(train("formats-json", directory, "format: json, " + FIELDS, FormatsIT::json));
    }

    @Test
    void aTopicOfCsvLinesIsLearnt(@TempDir Path directory) throws Exception {
        String csv = "format: {type: csv, header: [id, ts, n, x0, x1, y, last]}, ";
        assertSame(train("formats-csv", directory, csv + FIELDS, FormatsIT::csv));
    }

    @Test
    void avroOfAConfluentRegistryIsLearntThroughAChangeOfItsSchema(@TempDir Path directory) throws Exception {
        try (RegistryServer registry = RegistryServer.start()) {
            registry.knows("/schemas/ids/1", quoted(FIRST)).knows("/schemas/ids/2", quoted(SECOND));

            assertSame(train(
                    "formats-avro",
                    directory,
                    "format: {type: avro, registry: {url: '" + registry.url() + "'}}, " + FIELDS,
                    step -> isLater(step)
                            ? Avro.numbered(2, SECOND, second(step))
                            : Avro.numbered(1, FIRST, first(step))));

            assertThat(registry.asked())
                    .contains("/schemas/ids/1", "/schemas/ids/2")
                    .hasSizeLessThan(20);
        }
    }

    @Test
    void avroOfApicuriosRegistryIsLearnt(@TempDir Path directory) throws Exception {
        try (RegistryServer registry = RegistryServer.start()) {
            registry.knows("/apis/registry/v3/ids/contentIds/1", FIRST.toString())
                    .knows("/apis/registry/v3/ids/contentIds/1/references", "[]");
            String format = "format: {type: apicurio, registry: {url: '" + registry.url() + "/apis/registry/v3'}}, ";

            assertSame(train(
                    "formats-apicurio", directory, format + FIELDS, step -> Avro.numbered(1, FIRST, first(step))));
        }
    }

    private static boolean isLater(Step step) {
        return step.eventTime() > STREAM.end() / 2;
    }

    private static void assertSame(PublishedModel model) {
        assertThat(model.version().totals()).isEqualTo(own.version().totals());
        assertThat(model.version().values()).isEqualTo(own.version().values());
    }

    private static PublishedModel train(String name, Path directory, String stream, Function<Step, byte[]> writer)
            throws Exception {
        JobScene scene = scene(name, directory, "stream: {" + stream + "}\n");
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER.get().bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Step step : STREAM.steps()) {
                byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
                producer.send(
                        new ProducerRecord<>(scene.config().kafka().topics().timesteps(), key, writer.apply(step)));
            }
        }
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }
        assertThat(RawSteps.reasons(
                        BROKER.get().bootstrapServers(),
                        scene.config().kafka().topics().deadLetters()))
                .isEmpty();
        return scene.last();
    }

    private static JobScene scene(String name, Path directory, String stream) {
        return new JobScene(BROKER.get(), name, 2, directory, SETTINGS + stream);
    }

    private static float target(Step step) {
        return Objects.requireNonNull(step.target())[0];
    }

    private static byte[] json(Step step) {
        String text = "{\"id\": \"" + step.sequenceId() + "\", \"ts\": " + step.eventTime() + ", \"n\": " + step.step()
                + ", \"x0\": " + step.features()[0] + ", \"x1\": " + step.features()[1] + ", \"y\": " + target(step)
                + ", \"last\": " + step.endOfSequence() + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] csv(Step step) {
        List<Object> values = List.of(
                step.sequenceId(),
                step.eventTime(),
                step.step(),
                step.features()[0],
                step.features()[1],
                target(step),
                step.endOfSequence());
        String line = String.join(",", values.stream().map(String::valueOf).toList()) + "\r\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static Object first(Step step) {
        return new GenericRecordBuilder(FIRST)
                .set("id", step.sequenceId())
                .set("n", step.step())
                .set("ts", step.eventTime())
                .set("x0", step.features()[0])
                .set("x1", step.features()[1])
                .set("y", target(step))
                .set("last", step.endOfSequence())
                .build();
    }

    private static Object second(Step step) {
        return new GenericRecordBuilder(SECOND)
                .set("site", Map.of("hall", "A"))
                .set("id", step.sequenceId())
                .set("n", (int) step.step())
                .set("ts", step.eventTime() * 1000 + 7)
                .set("x0", (double) step.features()[0])
                .set("x1", (double) step.features()[1])
                .set("y", (double) target(step))
                .set("last", step.endOfSequence())
                .build();
    }

    private static String quoted(Schema schema) {
        return "{\"schema\": \"" + schema.toString().replace("\"", "\\\"") + "\"}";
    }
}
