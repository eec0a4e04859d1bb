package io.backflow.cli.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.replay.TableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** Files are written by the format's own library. */
class ParquetTableTest {

    private static final MessageType EVERY_KIND = MessageTypeParser.parseMessageType("""
            message table {
              optional boolean truth;
              optional int32 small;
              optional int64 large;
              optional float single;
              optional double twice;
              optional binary text (STRING);
              optional binary kind (ENUM);
              optional binary bytes;
              optional int32 unsigned (INTEGER(32,false));
              optional int32 price (DECIMAL(9,2));
              optional fixed_len_byte_array(4) amount (DECIMAL(9,3));
              optional int32 day (DATE);
              optional int32 clock (TIME(MILLIS,true));
              optional int64 millis (TIMESTAMP(MILLIS,true));
              optional int64 micros (TIMESTAMP(MICROS,false));
              optional int64 nanos (TIMESTAMP(NANOS,true));
              optional int96 old;
              optional group position { optional double x; required double y; }
            }""");

    @TempDir
    Path folder;

    @Test
    void everyKindOfValueIsTheTextThatACsvFileWouldHave() throws Exception {
        TableFile table = ParquetTable.at(write(EVERY_KIND, CompressionCodecName.UNCOMPRESSED, 1, row -> {
            row.append("truth", true).append("small", -7).append("large", 1L << 40);
            row.append("single", 0.1f)
                    .append("twice", 1e-9)
                    .append("text", "Zürich, \"x\"")
                    .append("kind", "OPEN");
            row.append("bytes", "as it is").append("unsigned", -1).append("price", -1205);
            row.append("amount", Binary.fromConstantByteArray(new byte[] {0, 0, 4, -46}));
            row.append("day", 20_000).append("clock", 3_661_000);
            row.append("millis", 1_735_689_600_123L).append("micros", -1L).append("nanos", 1L);
            row.append("old", new NanoTime(2_440_589, 1_000_000_000L).toBinary());
            row.addGroup("position").append("x", 1.5).append("y", -2.0);
        }));

        assertThat(table.columns()).hasSize(19).endsWith("old", "position.x", "position.y");
        assertThat(table.first(9)).containsExactly(new String[] {
            "true",
            "-7",
            "1099511627776",
            "0.1",
            "1.0E-9",
            "Zürich, \"x\"",
            "OPEN",
            "as it is",
            "4294967295",
            "-12.05",
            "1.234",
            "2024-10-04",
            "01:01:01",
            "2025-01-01T00:00:00.123Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00.000000001Z",
            "1970-01-02T00:00:01Z",
            "1.5",
            "-2.0"
        });
    }

    @Test
    void whatIsNullIsNoValue() throws Exception {
        TableFile table = ParquetTable.at(write(EVERY_KIND, CompressionCodecName.UNCOMPRESSED, 1, row -> {}));

        assertThat(table.first(2)).hasSize(1).allSatisfy(cells -> assertThat(cells)
                .containsOnly(""));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void manyGroupsOfRowsAreReadInTheirOrder(CompressionCodecName codec) throws Exception {
        int[] written = new int[1];
        TableFile table = ParquetTable.at(write(
                MessageTypeParser.parseMessageType("message t { required int32 n; optional binary s (STRING); }"),
                codec,
                50_000,
                row -> {
                    int n = written[0]++;
                    row.append("n", n);
                    if (n % 3 != 0) {
                        row.append("s", "text " + n);
                    }
                }));

        List<String[]> rows = table.first(60_000);

        assertThat(rows).hasSize(50_000);
        for (int n = 0; n < rows.size(); n++) {
            assertThat(rows.get(n)).containsExactly(Integer.toString(n), n % 3 == 0 ? "" : "text " + n);
        }
    }

    @Test
    void whatIsNoSingleValueIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> ParquetTable.at(
                        write(MessageTypeParser.parseMessageType("message t { repeated double xs; }"), 0)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("column xs holds several values a row");
        assertThatThrownBy(() -> ParquetTable.at(write(
                        MessageTypeParser.parseMessageType("message t { required fixed_len_byte_array(3) id; }"), 0)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("column id is required fixed_len_byte_array(3) id, which is no number");
    }

    @Test
    void otherFilesAreNotTakenForIt() throws Exception {
        assertThat(ParquetTable.is(folder)).isFalse();
        assertThat(ParquetTable.is(folder.resolve("absent"))).isFalse();
        assertThat(ParquetTable.is(Files.writeString(folder.resolve("a.csv"), "PAR")))
                .isFalse();
        assertThat(ParquetTable.is(write(EVERY_KIND, 0))).isTrue();
        assertThat(ParquetTable.at(write(EVERY_KIND, 0)).stem()).isEqualTo("table");
    }

    @Test
    void aDamagedFileIsRefusedAndTakesNoMemory() throws Exception {
        byte[] whole = Files.readAllBytes(write(
                MessageTypeParser.parseMessageType("message t { required int64 n; optional binary s (STRING); }"),
                CompressionCodecName.SNAPPY,
                300,
                row -> row.append("n", 5L).append("s", "text")));
        Path damaged = folder.resolve("damaged.parquet");
        for (int length = 4; length < whole.length; length += 7) {
            Files.write(damaged, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ParquetTable.at(damaged))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("damaged.parquet is damaged, or no whole Parquet file");
        }
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] mutated = whole.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutated[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt();
            }
            Files.write(damaged, mutated);
            readOrRefuse(damaged);
        }
    }

    private static void readOrRefuse(Path file) throws IOException {
        try {
            ParquetTable.at(file).first(1000);
        } catch (ConfigException e) {
            assertThat(e.getMessage()).contains("damaged.parquet");
        }
    }

    private Path write(MessageType type, int rows) throws IOException {
        return write(type, CompressionCodecName.UNCOMPRESSED, rows, row -> {});
    }

    private Path write(MessageType type, CompressionCodecName codec, int rows, Consumer<Group> content)
            throws IOException {
        Path file = folder.resolve("table.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCodecFactory(new Compressors())
                .withCompressionCodec(codec)
                .withRowGroupRowCountLimit(17_000)
                .build()) {
            for (int i = 0; i < rows; i++) {
                Group row = new SimpleGroup(type);
                content.accept(row);
                writer.write(row);
            }
        }
        return file;
    }

    private static final class Compressors implements CompressionCodecFactory {

        private interface Method {
            byte[] compress(byte[] page) throws IOException;
        }

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            Method method =
                    switch (codec) {
                        case SNAPPY -> Snappy::compress;
                        case GZIP -> Compressors::gzip;
                        case ZSTD -> Zstd::compress;
                        default -> page -> page;
                    };
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    return BytesInput.from(method.compress(bytes.toByteArray()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        private static byte[] gzip(byte[] page) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(page);
            }
            return bytes.toByteArray();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {}
    }
}
