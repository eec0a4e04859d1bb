package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sql.ForecastFunction;
import io.backflow.model.Initialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A Flink SQL user forecasts what devices send as JSON. */
@Timeout(600)
class SqlForecastIT {

    /** One sequence at a time here, several together there; values are near 20, where floats are 2e-6 apart. */
    private static final float ROUNDING = 1e-5f;

    private static final int DEVICES = 5;
    private static final int STEPS = 30;

    private static final ForecastSpec SPEC = ForecastSpec.parse("""
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 6}]
              head: {units: 3, loss: {type: quantile, quantiles: [0.1, 0.5, 0.9]}}
            normalization: {mean: [20, 1], deviation: [3, 0.5]}
            target: {type: next, columns: [0], residual: true}
            """);

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path folder;

    private final TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());

    @BeforeEach
    void setUp() {
        tables.getConfig().set("parallelism.default", "2");
        tables.createTemporarySystemFunction("FORECAST", ForecastFunction.class);
    }

    @Test
    void rowsOfJsonFromKafkaGiveTheForecastsOfTheLibrary() throws Exception {
        Path file = folder.resolve("model.safetensors");
        new ModelFile(SPEC, 17, Initialization.keras(SPEC.model(), 3)).write(file);
        send("file");
        sensors("file");

        List<Row> rows = collect("""
                SELECT device, step, target_step, target_time, version, forecast, lower_bounds, upper_bounds FROM FORECAST(
                  input => TABLE sensors PARTITION BY device,
                  features => DESCRIPTOR(temperature, pressure),
                  event_time => DESCRIPTOR(ts),
                  model => '%s')
                """.formatted(file));

        try (ServedModel library = ServedModel.open(file)) {
            assertSame(rows, library, 17);
        }
    }

    private void assertSame(List<Row> rows, ServedModel library, long version) {
        assertThat(rows).hasSize(DEVICES * STEPS);
        Map<String, Row> found = new HashMap<>();
        rows.forEach(row -> found.put(row.getField(0) + "/" + row.getField(1), row));
        for (int t = 0; t < STEPS; t++) {
            List<Step> steps = new ArrayList<>();
            for (int d = 0; d < DEVICES; d++) {
                steps.add(step(d, t));
            }
            for (Forecast forecast : library.step(steps)) {
                Row row = found.get(forecast.sequenceId() + "/" + t);
                long time = forecast.about().eventTime();
                assertThat(row.getField(2)).isEqualTo(t + 1L);
                assertThat(row.getField(3)).isEqualTo(time == Moment.UNKNOWN ? null : Instant.ofEpochMilli(time));
                assertThat(row.getField(4)).isEqualTo(version);
                assertThat(floats(row, 5)).containsExactly(forecast.said().values(), within(ROUNDING));
                Forecast.Bounds bounds = forecast.said().bounds();
                if (bounds == null) {
                    assertThat(row.getField(6)).isNull();
                } else {
                    assertThat(floats(row, 6)).containsExactly(bounds.lower(), within(ROUNDING));
                    assertThat(floats(row, 7)).containsExactly(bounds.upper(), within(ROUNDING));
                }
            }
        }
    }

    @Test
    void aConfigurationFollowsThePublishedModel() throws Exception {
        JobScene scene = new JobScene(BROKER.get(), "sql", 1, folder, """
                sync: {type: asynchronous}
                target: {type: next, columns: [0]}
                """);
        PublishedModel last = JobRun.toEnd(scene, TestStream.waves(3, 10, 20, 1), folder);
        Path config =
                Files.writeString(folder.resolve("job.yaml"), scene.config().toJson());
        send("topic");
        sensors("topic");

        List<Row> rows = collect("""
                SELECT device, step, target_step, target_time, version, forecast, lower_bounds, upper_bounds FROM FORECAST(
                  input => TABLE sensors PARTITION BY device,
                  features => DESCRIPTOR(temperature, pressure),
                  event_time => DESCRIPTOR(ts),
                  config => '%s')
                """.formatted(config));

        try (ServedModel library = new ServedModel(ForecastSpec.of(scene.config()), 8)) {
            library.adopt(last.version().values(), last.version().version());
            assertSame(rows, library, last.version().version());
        }
    }

    @Test
    void aQueryWithoutAModelFailsWithASentence() throws Exception {
        send("none");
        sensors("none");
        assertThatThrownBy(() -> collect("""
                        SELECT device, forecast FROM FORECAST(
                          input => TABLE sensors PARTITION BY device,
                          features => DESCRIPTOR(temperature, pressure),
                          event_time => DESCRIPTOR(ts))
                        """))
                .rootCause()
                .hasMessage("the arguments model and config are both absent; set model to the path of a model file, or"
                        + " config to that of a job's configuration");
    }

    private List<Row> collect(String query) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> results = tables.executeSql(query).collect()) {
            results.forEachRemaining(rows::add);
        }
        return rows;
    }

    private void sensors(String topic) {
        tables.executeSql("""
                CREATE TABLE sensors (
                  device STRING,
                  ts BIGINT,
                  temperature DOUBLE,
                  pressure FLOAT
                ) WITH (
                  'connector' = 'kafka',
                  'topic' = 'sensors-%s',
                  'properties.bootstrap.servers' = '%s',
                  'scan.startup.mode' = 'earliest-offset',
                  'scan.bounded.mode' = 'latest-offset',
                  'format' = 'json'
                )
                """.formatted(topic, BROKER.get().bootstrapServers()));
    }

    /** In two partitions, the rows of a device in one of them. */
    private static void send(String topic) throws Exception {
        BROKER.get().createTopics(new NewTopic("sensors-" + topic, 2, (short) 1));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.get().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int t = 0; t < STEPS; t++) {
                for (int d = 0; d < DEVICES; d++) {
                    Step step = step(d, t);
                    String json = "{\"device\":\"%s\",\"ts\":%d,\"temperature\":%s,\"pressure\":%s}"
                            .formatted(step.sequenceId(), step.eventTime(), step.features()[0], step.features()[1]);
                    producer.send(new ProducerRecord<>(
                            "sensors-" + topic,
                            step.sequenceId().getBytes(StandardCharsets.UTF_8),
                            json.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
    }

    private static Step step(int device, int t) {
        float[] features = {20f + 3f * (float) Math.sin(0.4 * t + device), 1f + 0.1f * device};
        return new Step("pump-" + device, t, 60_000L * t, features);
    }

    private static float[] floats(Row row, int index) {
        Float[] boxed = row.getFieldAs(index);
        float[] values = new float[boxed.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }
}
