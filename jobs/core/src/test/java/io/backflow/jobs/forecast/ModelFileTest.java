package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Initialization;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelFileException;
import io.backflow.model.io.Safetensors;
import java.nio.file.Path;
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
                .hasMessageContaining("was trained with another model, normalization or target");
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
