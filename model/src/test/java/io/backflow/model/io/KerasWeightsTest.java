package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasWeightsTest {

    @TempDir
    Path folder;

    /** Two libraries in single precision over six steps; a wrong gate or bias is off by 1e-2 and more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keras_simple_rnn",
                "keras_lstm",
                "keras_gru",
                "keras_gru_reset_before",
                "keras_compiled",
                "keras_stack"
            })
    void aModelThatKerasSavedPredictsWhatKerasDid(String name) {
        SavedByOthers saved = SavedByOthers.of(name);
        float[] parameters = KerasWeights.read(saved.file(), saved.spec());
        assertThat(saved.predicted(parameters)).containsExactly(saved.expected(), within(1e-5));
    }

    @Test
    void aModelOfAnotherWidthIsRefusedByPathAndShapes() {
        assertThatThrownBy(() ->
                        KerasWeights.read(SavedByOthers.of("keras_lstm").file(), model(new LayerSpec.Lstm(6, true, 0))))
                .isInstanceOf(ModelFileException.class)
                .hasMessageEndingWith("keras_lstm.weights.h5: tensor layers/lstm/cell/vars/0 has shape [3, 20]; "
                        + "the model's is [3, 24]");
    }

    @Test
    void aModelOfAnotherCellIsRefusedWithWhatIsThere() {
        assertThatThrownBy(() ->
                        KerasWeights.read(SavedByOthers.of("keras_lstm").file(), model(new LayerSpec.Gru(5, true, 0))))
                .hasMessageContaining("has no tensor layers/gru/cell/vars/0; it has [layers/dense/vars/0,");
    }

    @Test
    void layersThatTheModelDoesNotHaveAreRefused() {
        ModelSpec shallow = new ModelSpec(
                new InputSpec.Tokens(7, 4),
                List.of(new LayerSpec.Lstm(5, true, 0)),
                new HeadSpec(2, new LossSpec.Mse()));
        assertThatThrownBy(
                        () -> KerasWeights.read(SavedByOthers.of("keras_stack").file(), shallow))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("layers/dense/vars/0 has shape [3, 2]");
    }

    @Test
    void aFileCutShortAnywhereIsRefusedAndCostsLittleMemory() throws IOException {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        byte[] whole = Files.readAllBytes(saved.file());
        Path cut = folder.resolve("cut.weights.h5");
        long allocated = Allocation.of(() -> {
            for (int length = 0; length < whole.length; length += 97) {
                Files.write(cut, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> KerasWeights.read(cut, saved.spec())).isInstanceOf(ModelFileException.class);
            }
        });
        // some 200 files of at most 21 KB, each read at most a few times over, with their stack traces
        assertThat(allocated).isLessThan(64L << 20);
    }

    @Test
    void aFileWithAnyByteChangedIsRefusedOrReadButNeverBreaksOut() throws IOException {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        byte[] whole = Files.readAllBytes(saved.file());
        Path lying = folder.resolve("lying.weights.h5");
        for (int place = 0; place < whole.length; place += 53) {
            byte[] changed = whole.clone();
            changed[place] ^= (byte) 0x7F;
            Files.write(lying, changed);
            long allocated = Allocation.of(() -> readOrRefuse(lying, saved.spec()));
            // a length that was believed would take up to 2 GB; the file itself has 21 KB
            assertThat(allocated).isLessThan(8L << 20);
        }
    }

    private static void readOrRefuse(Path file, ModelSpec spec) {
        try {
            assertThat(KerasWeights.read(file, spec)).hasSize(192);
        } catch (ModelFileException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }

    private static ModelSpec model(LayerSpec layer) {
        return new ModelSpec(new InputSpec.Features(3), List.of(layer), new HeadSpec(2, new LossSpec.Mse()));
    }
}
