package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.NormalizationConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelFileException;
import io.backflow.model.io.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

    private static final String MODEL = """
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 5}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next, columns: [1]}
            """;

    private static final ForecastSpec SPEC =
            ForecastSpec.parse(MODEL + "normalization: {mean: [1, -2], deviation: [2, 0.5]}\n");

    private final ModelFile model = new ModelFile(SPEC, 42, Initialization.keras(SPEC.model(), 5));

    @TempDir
    Path folder;

    Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void aFileHoldsAllThatForecastsNeed() {
        model.write(file);
        assertThat(ModelFile.read(file)).usingRecursiveComparison().isEqualTo(model);
        assertThat(ModelFile.read(file, SPEC)).usingRecursiveComparison().isEqualTo(model);
        assertThat(Safetensors.spec(file)).contains(SPEC.model());
        Step step = new Step("s", 0, 0, new float[] {1.5f, -2.5f});
        try (ServedModel opened = ServedModel.open(file);
                ServedModel made = new ServedModel(SPEC, 1)) {
            made.adopt(model.parameters(), 42);
            assertThat(opened.version()).isEqualTo(42);
            assertThat(opened.step(step).said().values())
                    .isEqualTo(made.step(step).said().values());
        }
    }

    private static ModelFile withStatistics() {
        ForecastSpec spec = ForecastSpec.parse(MODEL + "normalization: {type: global, steps: 500}\n");
        float[] parameters = Initialization.keras(spec.model(), 5);
        float[] statistics = {300f, -2f, 1e-5f, 0f, 4f, 9f, 500f, 500f};
        System.arraycopy(statistics, 0, parameters, parameters.length - statistics.length, statistics.length);
        return new ModelFile(spec, 42, parameters);
    }

    @Test
    void statisticsOfTheFeaturesAreWrittenAndReadWithTheModel() {
        ModelFile moving = withStatistics();
        moving.write(file);
        assertThat(ModelFile.read(file)).usingRecursiveComparison().isEqualTo(moving);
        assertThat(ModelFile.read(file, moving.spec()))
                .usingRecursiveComparison()
                .isEqualTo(moving);
        assertThatThrownBy(() -> ModelFile.read(file, SPEC)).hasMessageContaining("normalization.type is fixed, but");
    }

    /** A program that knows only the parameters of layers gets the numbers that scale the features. */
    @Test
    void theFrozenFormForecastsTheSameWithAFixedNormalization() {
        ModelFile moving = withStatistics();
        ModelFile frozen = moving.frozen();
        assertThat(frozen.spec().normalization())
                .isEqualTo(new NormalizationConfig.Fixed(List.of(300.0, -2.0), List.of(2.0, 3.0)));
        assertThat(frozen.parameters()).hasSize(moving.parameters().length - 8);
        assertThat(frozen.frozen().spec()).isEqualTo(frozen.spec());
        try (ServedModel one = ServedModel.of(moving);
                ServedModel other = ServedModel.of(frozen)) {
            for (int t = 0; t < 5; t++) {
                Step step = new Step("s", t, t, new float[] {300f + t, -1f - t});
                assertThat(one.step(step).said().values())
                        .isEqualTo(other.step(step).said().values());
            }
            moving.parameters()[moving.parameters().length - 7] = 50f; // the mean of what is forecast
            one.adopt(moving.parameters(), 43);
            Step step = new Step("s", 5, 5, new float[] {300f, 50f});
            assertThat(one.step(step).said().values()[0]).isBetween(40f, 60f);
        }
    }

    @Test
    void beforeAnyValueTheFrozenFormUsesFeaturesAsTheyAre() {
        ForecastSpec spec = withStatistics().spec();
        ModelFile fresh = new ModelFile(spec, 0, Initialization.keras(spec.model(), 5));
        assertThat(fresh.frozen().spec().normalization())
                .isEqualTo(new NormalizationConfig.Fixed(List.of(0.0, 0.0), List.of(1.0, 1.0)));
        try (ServedModel served = ServedModel.of(fresh)) {
            assertThat(served.step(new Step("s", 0, 0, new float[] {1f, 2f}))
                            .said()
                            .values())
                    .containsOnly(Float.NaN);
        }
    }

    /** What a program that runs the network by itself has to feed it, in order. */
    @Test
    void aFileNamesTheInputsOfTheNetwork() {
        assertThat(model.metadata()).containsEntry("backflow.inputs", "[\"feature 0\",\"feature 1\"]");
        ForecastSpec timed = ForecastSpec.parse(MODEL.replace("size: 2", "size: 2, time_features: hour_of_day")
                + "normalization: {mean: [1, -2], deviation: [2, 0.5]}\n");
        ModelFile other = new ModelFile(timed, 42, Initialization.keras(timed.model(), 5));
        other.write(file);
        assertThat(other.metadata().get("backflow.inputs"))
                .isEqualTo("[\"feature 0\",\"feature 1\",\"day sin 1\",\"day cos 1\",\"day sin 2\",\"day cos 2\","
                        + "\"day sin 1 +1\",\"day cos 1 +1\",\"day sin 2 +1\",\"day cos 2 +1\"]");
        assertThat(ModelFile.read(file).spec()).isEqualTo(timed);
        assertThat(Safetensors.spec(file)).contains(timed.model());
    }

    @Test
    void aFileThatDoesNotSayHowItWasTrainedNeedsTheConfiguration() {
        Safetensors.write(file, SPEC.model(), model.parameters(), new KerasNames());
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("has no metadata backflow.forecast")
                .hasMessageContaining("open it with the configuration");
        assertThat(ModelFile.read(file, SPEC).parameters()).isEqualTo(model.parameters());
        assertThat(ModelFile.read(file, SPEC).version()).isZero();
    }

    @Test
    void aFileThatWasTrainedOtherwiseIsRefused() {
        model.write(file);
        assertThatThrownBy(() -> ModelFile.read(file, ForecastSpec.parse(MODEL)))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(file + ": normalization is absent, but this model was trained with"
                        + " {\"type\":\"fixed\",\"mean\":[1.0,-2.0],\"deviation\":[2.0,0.5]};"
                        + " set it to that, or use another model");
        assertThatThrownBy(() -> ModelFile.read(
                        file, ForecastSpec.parse(MODEL + "normalization: {mean: [1, -3], deviation: [2, 0.5]}")))
                .hasMessage(file + ": normalization.mean[1] is -3.0, but this model was trained with -2.0; set it to"
                        + " that, or use another model");
    }

    /** Columns in another order are another model; where one side does not name them, they are not compared. */
    @Test
    void aFileOfOtherColumnsIsRefusedByTheirNames() {
        ForecastSpec named = ForecastSpec.of(JobConfig.parse(columns("a, b")));
        ForecastSpec turned = ForecastSpec.of(JobConfig.parse(columns("b, a")));
        new ModelFile(named, new ModelOrigin("pumps", 3, 70), model.parameters()).write(file);
        assertThat(ModelFile.read(file).spec().stream()).isEqualTo(named.stream());
        assertThat(ModelFile.read(file).origin()).isEqualTo(new ModelOrigin("pumps", 3, 70));
        assertThat(ModelFile.read(file, named).spec()).isEqualTo(named);
        assertThat(ModelFile.read(file, named.withoutColumns()).spec()).isEqualTo(named.withoutColumns());
        assertThatThrownBy(() -> ModelFile.read(file, turned))
                .isInstanceOf(ModelFileException.class)
                .hasMessage(file + ": stream.fields.features[0].path is b, but this model was trained with a;"
                        + " set it to that, or use another model");
        model.write(file);
        assertThat(ModelFile.read(file, SPEC).spec()).isEqualTo(SPEC);
    }

    /** The registry that a job asks is a matter of the place where it runs. */
    @Test
    void whatIsPublishedOfAStreamHasNoAddressAndNoSecret() {
        ForecastSpec spec = ForecastSpec.of(JobConfig.parse(columns("a, b")
                .replace("format: json", "format: {type: avro, registry: {url: 'http://there', token: s3cret}}")));
        assertThat(spec.toJson())
                .contains("\"format\":{\"type\":\"avro\"}", "\"path\":\"a\"")
                .doesNotContain("there", "s3cret");
    }

    private static String columns(String features) {
        return MODEL + "kafka: {bootstrap_servers: 'nowhere:1'}\n"
                + "stream: {format: json, order: time, fields: {sequence: id, time: at, features: [" + features
                + "]}}\n";
    }

    @Test
    void metadataThatMakeNoSenseAreRefused() {
        write(Map.of("backflow.forecast", "model: {}"));
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("metadata backflow.forecast: ");
        write(Map.of("backflow.forecast", SPEC.toJson(), "backflow.version", "-1"));
        assertThatThrownBy(() -> ModelFile.read(file))
                .hasMessageContaining("metadata backflow.version is -1; it must be a number, 0 or more");
    }

    private void write(Map<String, String> metadata) {
        Safetensors.write(file, SPEC.model(), model.parameters(), new KerasNames(), metadata);
    }
}
