package io.backflow.jobs.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.model.Initialization;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.wire.Wire;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

/** What a reader knows of a model that it found in the topic, and of nothing else. */
class PublishedSpecTest {

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "nowhere:1"}
            stream:
              order: time
              format: {type: csv, header: [at, pump, flow, heat]}
              fields: {sequence: pump, time: at, features: [heat, flow]}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 3}]
              head: {units: 2, loss: {type: mse}}
            normalization: {mean: [1, 2], deviation: [3, 4]}
            target: {type: next, residual: true}
            """;

    private final ForecastSpec spec = ForecastSpec.of(JobConfig.parse(CONFIG));

    @Test
    void aReaderOfTheTopicAloneKnowsUnitsTargetAndColumns() {
        PublishedModel found = read(records(spec));

        assertThat(found.spec()).contains(spec);
        assertThat(found.origin()).isEqualTo(new ModelOrigin("pumps", 5, 70));
        assertThat(found.spec().orElseThrow().stream().fields().features())
                .extracting(column -> column.path())
                .containsExactly("heat", "flow");
        assertThat(found.spec().orElseThrow().stream().format().header()).containsExactly("at", "pump", "flow", "heat");
    }

    /** Its field forecast is absent, and its other fields are as they were. */
    @Test
    void aManifestOfTheBuildBeforeIsRead() throws Exception {
        List<PublishedRecord> log = records(spec);
        PublishedRecord last = log.remove(log.size() - 1);
        log.add(new PublishedRecord(last.key(), asVersion5(last.value())));

        PublishedModel found = read(log);

        assertThat(found.spec()).isEmpty();
        assertThat(found.model()).isEqualTo(spec.modelJson());
        assertThat(found.version().values()).isEqualTo(version().values());
    }

    /** A manifest has to stay below the broker's limit for one record. */
    @Test
    void columnsThatAreTooLongForARecordAreLeftOut() {
        String many = IntStream.range(0, 9_000)
                .mapToObj(i -> "column_" + i)
                .collect(Collectors.joining(", ", "features: [", "]"));
        ForecastSpec wide = ForecastSpec.of(JobConfig.parse("""
                kafka: {bootstrap_servers: "nowhere:1"}
                stream: {order: time, format: json, fields: {sequence: pump, time: at, %s}}
                model:
                  input: {type: features, size: 9000}
                  layers: [{type: gru, units: 1}]
                  head: {units: 1, loss: {type: mse}}
                """.formatted(many)));

        List<PublishedRecord> log = records(wide);

        assertThat(log.get(log.size() - 1).value().length).isLessThan(10_000);
        assertThat(read(log).spec()).contains(wide.withoutColumns());
    }

    private static byte[] asVersion5(byte[] value) throws Exception {
        ParameterManifest manifest = Wire.of(
                        ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE)
                .decode(value);
        Schema schema;
        try (InputStream in = Wire.class.getResourceAsStream("versions/ParameterManifest.5.avsc")) {
            schema = new Schema.Parser().parse(Objects.requireNonNull(in));
        }
        GenericRecord former = new GenericData.Record(schema);
        schema.getFields().forEach(field -> former.put(field.name(), manifest.get(field.name())));
        var buffer = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(former);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private List<PublishedRecord> records(ForecastSpec published) {
        return Logs.of(new ModelRecords(published), version(published));
    }

    private PublishedModel read(List<PublishedRecord> log) {
        ModelAssembler assembler = new ModelAssembler("pumps", new ModelLimits(1 << 20, 1 << 24));
        return log.stream()
                .flatMap(record -> Logs.feedback(assembler, record).stream())
                .findFirst()
                .orElseThrow();
    }

    private ModelVersion version() {
        return version(spec);
    }

    private static ModelVersion version(ForecastSpec of) {
        TrainingTotals totals = new TrainingTotals(70, 0, 7, 7, 1, 2, 70);
        return new ModelVersion(
                "pumps", new VersionId(1, 2, 5), new long[] {5}, Initialization.keras(of.model(), 3), totals, false);
    }
}
