package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LayerSpec.OutputActivation;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Linear recurrent units, and what surrounds them, in files. */
final class LruFilesTest {

    @TempDir
    Path folder;

    /** The text of every build before there were blocks. */
    @Test
    void aLayerThatIsTheRecurrenceAloneIsWrittenAndReadAsEver() throws IOException {
        String text = "{\"input\":{\"type\":\"features\",\"size\":4},"
                + "\"layers\":[{\"type\":\"lru\",\"units\":4,\"dropout\":0.1}],"
                + "\"head\":{\"units\":1,\"loss\":{\"type\":\"mse\"}}}";
        Path file = Files.writeString(folder.resolve("model.json"), text);
        assertThat(ModelJson.read(file)).isEqualTo(model(new LayerSpec.Lru(4, 0.1)));
        assertThat(ModelJson.text(ModelJson.read(file))).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(OutputActivation.class)
    void specAndWeightsOfALayerWithABlockSurvive(OutputActivation activation) {
        ModelSpec spec = model(block(activation));
        Path json = folder.resolve("model.json");
        ModelJson.write(json, spec);
        assertThat(ModelJson.read(json)).isEqualTo(spec);

        float[] parameters = Models.parameters(spec, 1);
        Path weights = folder.resolve("model.safetensors");
        Safetensors.write(weights, spec, parameters, new KerasNames());
        assertThat(WeightFiles.read(weights, spec)).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"LINEAR, 0", "GATED, 20", "GLU, 40"})
    void aBlockHasItsOwnParameters(OutputActivation activation, int more) {
        int plain = Models.parameters(model(new LayerSpec.Lru(4, 0)), 1).length;
        assertThat(Models.parameters(model(block(activation)), 1)).hasSize(plain + more);
    }

    @Test
    void otherProgramsDoNotHaveIt() {
        ModelSpec spec = model(block(OutputActivation.GLU));
        float[] parameters = Models.parameters(spec, 1);
        Path file = folder.resolve("model");
        assertThatThrownBy(() -> Onnx.write(file, spec, parameters))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("layer 0 is of type lru, for which ONNX has no operator; it exports simple_rnn, lstm and"
                        + " gru");
        assertThatThrownBy(() -> KerasWeights.write(file, spec, parameters, Map.of()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("Keras has no lru layer; its parameters stand in a safetensors file");
        assertThatThrownBy(() -> new TorchNames().tensors(spec, parameters))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("an lru layer exists in no other program");
        assertThat(file).doesNotExist();
    }

    private static LayerSpec block(OutputActivation activation) {
        return new LayerSpec.Lru(4, true, activation, true, 0);
    }

    private static ModelSpec model(LayerSpec layer) {
        return new ModelSpec(new InputSpec.Features(4), List.of(layer), new HeadSpec(1, new LossSpec.Mse()));
    }
}
