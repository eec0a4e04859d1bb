package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.ModelSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that say what is not so. None may cost more memory than an honest file of its size. */
class LyingSafetensorsTest {

    private static final ModelSpec SPEC = SavedByOthers.of("torch_lstm").spec();

    @TempDir
    Path folder;

    /** Header, then the bytes of data that follow it, then the sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | tensor a ends at byte 8, but the file has only 4 bytes of data",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 12 | its tensors take 8 bytes, but 12 follow the header",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | 8 | tensor a: shape [3] of F32 takes 12 bytes, but its data_offsets span 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}} | 0 | tensor a: shape [4611686018427387904, 4] is larger than any file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}} | 8 | tensor a ends at byte 2000000000, but the file has only 8 bytes of data",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | 8 | tensor a: shape is [-2]; it must be whole numbers of 0 or more",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | 8 | tensor a: data_offsets are [8, 0]; they must be a first byte and one that is not before it",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}} | 8 | tensor a: shape is 2; it must be a list of whole numbers",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}} | 8 | tensor a: dtype is \"I64\"; Backflow reads [F64, F32, BF16]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | 12 | tensor b starts at byte 4 where byte 8 is next; tensors must neither overlap nor leave gaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | tensor a starts at byte 4 where byte 0 is next; tensors must neither overlap nor leave gaps",
                "[1] | 0 | its header is no JSON object",
                "{\"a\":  | 0 | its header is not JSON",
                "{\"a\":{},\"a\":{}} | 0 | its header is not JSON: Duplicate"
            })
    void aHeaderThatItsFileDoesNotBearOutIsRefused(String header, int data, String sentence) throws IOException {
        byte[] json = header.strip().getBytes(StandardCharsets.UTF_8);
        Path file = file(json.length, json, data);
        refusedCheaply(file, sentence);
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "-1", "2147483647", "1000000000000", "17"})
    void aHeaderLongerThanTheFileIsRefused(long length) throws IOException {
        Path file = file(length, "{}".getBytes(StandardCharsets.UTF_8), 8);
        refusedCheaply(file, "says that its header takes " + Long.toUnsignedString(length) + " bytes, but only 10");
    }

    @Test
    void aHeaderOfMegabytesIsRefused() throws IOException {
        byte[] spaces = new byte[3 << 20];
        Arrays.fill(spaces, (byte) ' ');
        refusedCheaply(file(spaces.length, spaces, 0), "has a header of 3145728 bytes; at most 1048576 are read");
    }

    @Test
    void aFileCutShortAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(SavedByOthers.of("torch_lstm").file());
        Path cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(cut, SPEC, new TorchNames()))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith(cut.toString());
        }
    }

    @Test
    void doublesAndHalfFloatsAreReadAsFloats() throws IOException {
        String header = "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]}}";
        Path file = folder.resolve("mixed.safetensors");
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        bytes.putDouble(1.5).putShort((short) 0x3FC0).putShort((short) 0xC000);
        Files.write(file, bytes.array());
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            assertThat(reader.read("d", 1)).containsExactly(1.5f);
            assertThat(reader.read("b", 2)).containsExactly(1.5f, -2f);
        }
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        Path none = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> Safetensors.read(none, SPEC, new TorchNames()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(none + ": cannot be read");
    }

    private Path file(long headerLength, byte[] header, int data) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(headerLength).put(header);
        return Files.write(folder.resolve("lying.safetensors"), bytes.array());
    }

    /** A megabyte is a thousandth of what the boldest of these files claim; the first read also loads classes. */
    private static void refusedCheaply(Path file, String sentence) throws IOException {
        long allocated = Allocation.of(() -> assertThatThrownBy(() -> Safetensors.read(file, SPEC, new TorchNames()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(file + ": " + sentence));
        assertThat(allocated).isLessThan(4L << 20);
    }
}
