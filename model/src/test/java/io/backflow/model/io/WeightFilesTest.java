package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Tokens(7, 4),
            List.of(new LayerSpec.Gru(5, true, 0), new LayerSpec.Gru(5, true, 0)),
            new HeadSpec(2, new LossSpec.Mse()));

    private final float[] parameters = Models.parameters(SPEC, 7);

    @TempDir
    Path folder;

    @Test
    void weightsOfEachProgramAreReadByTheirNames() {
        Path keras = folder.resolve("a");
        KerasWeights.write(keras, SPEC, parameters, Map.of());
        assertThat(WeightFiles.read(keras, SPEC)).isEqualTo(parameters);
        Path ours = folder.resolve("b");
        Safetensors.write(ours, SPEC, parameters, new KerasNames(), Map.of("made", "here"));
        assertThat(WeightFiles.read(ours, SPEC)).isEqualTo(parameters);
        assertThat(WeightFiles.metadata(ours)).containsEntry("made", "here");
        Path torch = folder.resolve("c");
        Safetensors.write(torch, SPEC, parameters, new TorchNames());
        assertThat(WeightFiles.read(torch, SPEC)).isEqualTo(parameters);
    }

    /** Weights of other programs come without statistics; a file of ours has them. */
    @Test
    void whatAFileDoesNotSayOfTheFeaturesIsNotKnown() {
        ModelSpec plain = new ModelSpec(new InputSpec.Features(3), SPEC.layers(), SPEC.head());
        ModelSpec normalized = plain.normalized(true);
        float[] learnt = Models.parameters(plain, 7);
        float[] whole = Models.parameters(normalized, 7);
        Path file = folder.resolve("weights");
        Safetensors.write(file, normalized, whole, new KerasNames());
        assertThat(WeightFiles.read(file, normalized)).isEqualTo(whole);
        Safetensors.write(file, plain, learnt, new TorchNames());
        assertThat(WeightFiles.read(file, normalized)).isEqualTo(Arrays.copyOf(learnt, whole.length));
        KerasWeights.write(file, plain, learnt, Map.of());
        assertThat(WeightFiles.read(file, normalized)).isEqualTo(Arrays.copyOf(learnt, whole.length));
    }

    @Test
    void programsWithoutStatisticsAreNotGivenAny() {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(3), SPEC.layers(), SPEC.head()).normalized(true);
        float[] whole = Models.parameters(spec, 7);
        Path file = folder.resolve("weights");
        assertThatThrownBy(() -> Onnx.write(file, spec, whole)).hasMessageContaining("which ONNX does not have");
        assertThatThrownBy(() -> KerasWeights.write(file, spec, whole, Map.of()))
                .hasMessageContaining("which Keras does not have");
        assertThatThrownBy(() -> Safetensors.write(file, spec, whole, new TorchNames()))
                .hasMessageContaining("which PyTorch does not have");
        assertThat(file).doesNotExist();
    }

    /** A module calls its parts as it likes; nn.LSTM alone has no attribute before its weights. */
    @ParameterizedTest
    @CsvSource({"words, lstm, fc", "emb, '', out", "net.embed, net.rnn, net.head.linear"})
    void attributesOfAModuleAreFoundByWhatTheyHold(String embedding, String recurrent, String head) {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, SPEC, parameters, new TorchNames(embedding, recurrent, head));
        assertThat(WeightFiles.read(file, SPEC)).isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch_simple_rnn", "torch_lstm", "torch_gru", "torch_lstm_2_tokens", "torch_gru_2"})
    void whatTorchSavedIsReadWithoutItsNames(String name) {
        SavedByOthers saved = SavedByOthers.of(name);
        assertThat(WeightFiles.read(saved.file(), saved.spec()))
                .isEqualTo(Safetensors.read(saved.file(), saved.spec(), new TorchNames()));
    }

    @Test
    void otherFilesAreRefusedWithWhatToSaveInstead() throws IOException {
        Path whole = Files.write(folder.resolve("model.keras"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> WeightFiles.read(whole, SPEC))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("is a zip archive")
                .hasMessageContaining("model.save_weights", "save_file of safetensors.torch");
        Path onnx = folder.resolve("model.onnx");
        Onnx.write(onnx, SPEC, parameters);
        assertThatThrownBy(() -> WeightFiles.read(onnx, SPEC)).hasMessageContaining("is written but not read");
        Path text = Files.writeString(folder.resolve("weights.txt"), "1 2 3", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WeightFiles.read(text, SPEC)).hasMessageContaining("has 5 bytes");
        assertThatThrownBy(() -> WeightFiles.read(folder, SPEC)).hasMessage(folder + ": is no file");
    }

    /** A file of createTempFile could be read by its owner only. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has other permissions")
    void filesHaveThePermissionsOfAnyNewFile() throws IOException {
        Set<PosixFilePermission> usual = Files.getPosixFilePermissions(Files.createFile(folder.resolve("usual")));
        Path onnx = folder.resolve("model.onnx");
        Path keras = folder.resolve("model.weights.h5");
        Path ours = folder.resolve("model.safetensors");
        Onnx.write(onnx, SPEC, parameters);
        KerasWeights.write(keras, SPEC, parameters, Map.of());
        Safetensors.write(ours, SPEC, parameters, new KerasNames());
        for (Path file : List.of(onnx, keras, ours)) {
            assertThat(Files.getPosixFilePermissions(file)).as(file.toString()).isEqualTo(usual);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
}
