package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.filter.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** The files of keras_lstm, stored anew by h5repack 1.10.8: chunks that do not divide the shape; filters. */
    @ParameterizedTest
    @ValueSource(strings = {"keras_lstm_gzip", "keras_lstm_gzip_latest"})
    void compressedDatasetsHoldTheSameWeights(String name) {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        assertThat(KerasWeights.read(compressed(name), saved.spec()))
                .containsExactly(KerasWeights.read(saved.file(), saved.spec()));
    }

    @Test
    void aDatasetWithAFilterThatIsNotReadIsRefusedWithTheRemedy() throws IOException {
        Path file = folder.resolve("lzf.weights.h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putGroup("layers")
                    .putGroup("lstm")
                    .putGroup("cell")
                    .putGroup("vars")
                    .putDataset(
                            "0",
                            new float[3][20],
                            DatasetCreationOptions.builder()
                                    .chunkDimensions(3, 20)
                                    .filter(new Lzf(), 4, 261, 240)
                                    .build());
        }
        try (KerasFile keras = KerasFile.open(file)) {
            assertThatThrownBy(() -> keras.read("layers/lstm/cell/vars/0", 3, 20))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageEndingWith("tensor layers/lstm/cell/vars/0 is stored with the filters [lzf]; "
                            + "store it with gzip or without compression");
        }
    }

    @Test
    void aChunkThatInflatesToMoreThanItHoldsIsRefused() throws IOException {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        byte[] bytes = Files.readAllBytes(compressed("keras_lstm_gzip"));
        byte[] zeros = deflated(new byte[20_000]);
        int chunk = firstChunk(bytes);
        System.arraycopy(zeros, 0, bytes, chunk, zeros.length);
        Path bomb = folder.resolve("bomb.weights.h5");
        Files.write(bomb, bytes);
        assertThatThrownBy(() -> KerasWeights.read(bomb, saved.spec()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("has a chunk of more than")
                .hasMessageContaining("it must have");
    }

    static Stream<ModelSpec> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelSurvivesBitForBitWithItsTexts(ModelSpec spec) {
        float[] parameters = Models.parameters(spec, 3);
        Path file = folder.resolve("model.weights.h5");
        KerasWeights.write(file, spec, parameters, Map.of("backflow.version", "42"));
        assertThat(KerasWeights.read(file, spec)).isEqualTo(parameters);
        assertThat(KerasWeights.metadata(file)).isEqualTo(Map.of("backflow.version", "42"));
    }

    @Test
    void aLayerThatKerasDoesNotHaveIsRefused() {
        ModelSpec spec = model(new LayerSpec.Diagonal(4, 0));
        Path file = folder.resolve("model.weights.h5");
        assertThatThrownBy(() -> KerasWeights.write(file, spec, Models.parameters(spec, 1), Map.of()))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("Keras has no diagonal layer; its parameters stand in a safetensors file");
        assertThat(file).doesNotExist();
    }

    @Test
    void aModelOfAnotherWidthIsRefusedByPathAndShapes() {
        assertThatThrownBy(() ->
                        KerasWeights.read(SavedByOthers.of("keras_lstm").file(), model(new LayerSpec.Lstm(6, true, 0))))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("keras_lstm.weights.h5: tensor layers/lstm/cell/vars/0 has shape [3, 20], "
                        + "the model's is [3, 24]; tensor layers/lstm/cell/vars/1 has shape");
    }

    @Test
    void aModelOfAnotherCellIsRefusedWithWhatIsThere() {
        assertThatThrownBy(() ->
                        KerasWeights.read(SavedByOthers.of("keras_lstm").file(), model(new LayerSpec.Gru(5, true, 0))))
                .hasMessageContaining("has no tensors layers/gru/cell/vars/0, layers/gru/cell/vars/1,"
                        + " layers/gru/cell/vars/2, it has [layers/dense/vars/0,")
                .hasMessageContaining("layers/lstm/cell/vars/2] besides the model's tensors");
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

    @ParameterizedTest
    @ValueSource(strings = {"keras_lstm", "keras_lstm_gzip", "keras_lstm_gzip_latest"})
    void aFileCutShortAnywhereIsRefusedAndCostsLittleMemory(String name) throws IOException {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        byte[] whole = Files.readAllBytes(compressed(name));
        Path cut = folder.resolve("cut.weights.h5");
        long allocated = Allocation.of(() -> {
            for (int length = 0; length < whole.length; length += 97) {
                write(cut, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> KerasWeights.read(cut, saved.spec())).isInstanceOf(ModelFileException.class);
            }
        });
        // some 340 files of at most 33 KB, each read at most a few times over, with their stack traces
        assertThat(allocated).isLessThan(64L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras_lstm", "keras_lstm_gzip", "keras_lstm_gzip_latest"})
    void aFileWithAnyByteChangedIsRefusedOrReadButNeverBreaksOut(String name) throws IOException {
        SavedByOthers saved = SavedByOthers.of("keras_lstm");
        byte[] whole = Files.readAllBytes(compressed(name));
        Path lying = folder.resolve("lying.weights.h5");
        for (int place = 0; place < whole.length; place += 53) {
            byte[] changed = whole.clone();
            changed[place] ^= (byte) 0x7F;
            write(lying, changed);
            long allocated = Allocation.of(() -> readOrRefuse(lying, saved.spec()));
            // a length that was believed would take up to 2 GB; the files have at most 33 KB
            assertThat(allocated).isLessThan(8L << 20);
        }
    }

    /** h5py's other compression, by its number and name; what it writes is not read in the test. */
    private static final class Lzf implements Filter {

        @Override
        public int getId() {
            return 32_000;
        }

        @Override
        public String getName() {
            return "lzf";
        }

        @Override
        public byte[] decode(byte[] encoded, int[] settings) {
            return encoded;
        }

        @Override
        public byte[] encode(byte[] plain, int[] settings) {
            return plain;
        }
    }

    /** As a new file, since a mapping of the former one may still be read. */
    private static void write(Path file, byte... bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }

    private static Path compressed(String name) {
        return SavedByOthers.FOLDER.resolve(name + ".weights.h5");
    }

    /** The place of the first bytes that are a deflated stream. */
    private static int firstChunk(byte... file) {
        for (int i = 0; i < file.length - 1; i++) {
            if (file[i] == 0x78 && file[i + 1] == (byte) 0xDA) {
                return i;
            }
        }
        throw new AssertionError("no deflated chunk");
    }

    private static byte[] deflated(byte... plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(plain);
        deflater.finish();
        byte[] bytes = new byte[plain.length];
        int length = deflater.deflate(bytes);
        deflater.end();
        return Arrays.copyOf(bytes, length);
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
