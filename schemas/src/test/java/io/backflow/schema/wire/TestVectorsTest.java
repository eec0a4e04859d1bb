package io.backflow.schema.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes by which another language checks itself. With {@code -Dbackflow.write-vectors=true} they are written from
 * the data in the file.
 */
final class TestVectorsTest {

    private static final Path FILE = Path.of("../docs/vectors.json");
    private static final Path SCHEMAS = Path.of("src/main/avro");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Part of other records only. */
    private static final Set<String> PARTS = Set.of("TrainingTally");

    static List<JsonNode> vectors() throws IOException {
        List<JsonNode> vectors = new ArrayList<>();
        JSON.readTree(FILE.toFile()).forEach(vectors::add);
        if (Boolean.getBoolean("backflow.write-vectors")) {
            for (JsonNode vector : vectors) {
                ((ObjectNode) vector).put("fingerprint", hex(fingerprint(schema(vector))));
                ((ObjectNode) vector).put("framed", hex(wire(vector).encode(datum(vector))));
            }
            DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
            lines.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
            Files.writeString(FILE, JSON.writer(lines).writeValueAsString(vectors) + "\n");
        }
        return vectors;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aRecordIsFramedAndReadAsThePageSays(JsonNode vector) throws Exception {
        byte[] framed = HexFormat.of().parseHex(vector.path("framed").asText());

        assertThat(hex(fingerprint(schema(vector))))
                .isEqualTo(vector.path("fingerprint").asText());
        assertThat(hex(wire(vector).encode(datum(vector))))
                .isEqualTo(vector.path("framed").asText());
        assertThat(wire(vector).decode(framed)).isEqualTo(datum(vector));
    }

    @Test
    void everyKindOfRecordHasAVector() throws IOException {
        Set<String> kinds = new TreeSet<>(PARTS);
        vectors().forEach(vector -> kinds.add(vector.path("schema").asText()));
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            assertThat(kinds)
                    .isEqualTo(files.map(file -> file.getFileName().toString().replace(".avsc", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static Wire<SpecificRecordBase> wire(JsonNode vector) {
        return Wire.of(type(vector), schema(vector), Wire.ONE_MEBIBYTE);
    }

    private static SpecificRecordBase datum(JsonNode vector) throws IOException {
        Schema schema = schema(vector);
        return new SpecificDatumReader<SpecificRecordBase>(schema, schema, CompiledIn.DATA)
                .read(
                        null,
                        DecoderFactory.get()
                                .jsonDecoder(schema, vector.path("datum").toString()));
    }

    private static Schema schema(JsonNode vector) {
        return CompiledIn.DATA.getSchema(type(vector));
    }

    @SuppressWarnings("unchecked") // every generated record is one
    private static Class<SpecificRecordBase> type(JsonNode vector) {
        try {
            return (Class<SpecificRecordBase>)
                    Class.forName("io.backflow.schema." + vector.path("schema").asText());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] fingerprint(Schema schema) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
