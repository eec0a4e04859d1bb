package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordException.Reason;
import io.backflow.jobs.sequence.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AvroRecordsTest {

    private static final Schema FIRST = new Schema.Parser().parse("""
                    {"type": "record", "name": "Reading", "fields": [
                      {"name": "note", "type": "string"},
                      {"name": "device", "type": {"type": "record", "name": "Device", "fields": [
                        {"name": "tags", "type": {"type": "map", "values": "double"}},
                        {"name": "id", "type": ["null", "string"]}]}},
                      {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                      {"name": "n", "type": "long"},
                      {"name": "temp", "type": ["null", "double"]},
                      {"name": "values", "type": {"type": "array", "items": "float"}},
                      {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OFF", "ON"]}},
                      {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}
                    ]}
                    """);

    /** Other order, one field less, others more, and other number types. */
    private static final Schema SECOND = new Schema.Parser().parse("""
                    {"type": "record", "name": "Reading", "fields": [
                      {"name": "n", "type": "int"},
                      {"name": "temp", "type": "float"},
                      {"name": "extra", "type": {"type": "array", "items":
                        {"type": "map", "values": ["null", "bytes"]}}},
                      {"name": "ts", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
                      {"name": "device", "type": {"type": "record", "name": "Device", "fields": [
                        {"name": "id", "type": "int"}]}},
                      {"name": "values", "type": {"type": "array", "items": ["null", "int", "double"]}},
                      {"name": "state", "type": "string"},
                      {"name": "more", "type": {"type": "fixed", "name": "Four", "size": 4}},
                      {"name": "truth", "type": "boolean"}
                    ]}
                    """);

    private static final String FIELDS =
            "sequence: device.id, time: ts, step: n, features: [temp, {path: values, size: 2},"
                    + " {path: state, categories: [OFF, ON]}, device.tags.a, price]";
    private static final int COLUMNS = 7;

    private final Map<String, Schema> known = new HashMap<>();
    private int asked;
    private final RecordDecoder decoder = decoder("avro", FIELDS, COLUMNS);

    @Test
    void aRecordIsReadBySchemaNumber() throws RecordException {
        known.put("schema ID 7", FIRST);

        assertThat(decoder.decode(Records.record(Avro.numbered(7, FIRST, first()), "k", Map.of())))
                .usingRecursiveComparison()
                .isEqualTo(new Step("pump-7", 3, 1_700_000_000_123L, new float[] {21.5f, 1, 2, 0, 1, 0.5f, 12.34f}));
    }

    @Test
    void theIdMayBeAGuidAndStandInAHeader() throws RecordException {
        UUID guid = UUID.fromString("89791762-2336-4186-9674-299b90a802e2");
        known.put("schema GUID " + guid, FIRST);
        known.put("schema ID 7", FIRST);
        byte[] datum = Avro.datum(FIRST, first());
        byte[] named = ByteBuffer.allocate(17)
                .put((byte) 1)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
        byte[] number = {0, 0, 0, 0, 7};

        Step first = decoder.decode(Records.record(Avro.joined(number, datum), "k", Map.of()));
        assertThat(decoder.decode(Records.record(Avro.joined(named, datum), "k", Map.of())))
                .usingRecursiveComparison()
                .isEqualTo(first);
        for (byte[] header : List.of(named, number)) {
            assertThat(decoder.decode(Records.record(datum, "k", Map.of("__value_schema_id", header))))
                    .usingRecursiveComparison()
                    .isEqualTo(first);
        }
    }

    @Test
    void fieldsAreFoundByTheirNamesInEverySchema() throws RecordException {
        known.put("schema ID 7", FIRST);
        known.put("schema ID 8", SECOND);
        GenericRecord second = new GenericRecordBuilder(SECOND)
                .set("n", 4)
                .set("temp", 22.5f)
                .set("extra", List.of(Map.of("x", ByteBuffer.allocate(3)), Map.of()))
                .set("ts", 1_700_000_001_000L)
                .set(
                        "device",
                        new GenericRecordBuilder(SECOND.getField("device").schema())
                                .set("id", 17)
                                .build())
                .set("values", Arrays.asList(null, 5))
                .set("state", "ON")
                .set("more", new GenericData.Fixed(SECOND.getField("more").schema(), new byte[4]))
                .set("truth", true)
                .build();

        decoder.decode(Records.record(Avro.numbered(7, FIRST, first()), "k", Map.of()));
        Step step = decoder.decode(Records.record(Avro.numbered(8, SECOND, second), "k", Map.of()));

        assertThat(step.sequenceId()).isEqualTo("17");
        assertThat(step.step()).isEqualTo(4);
        assertThat(step.eventTime()).isEqualTo(1_700_000_001_000L);
        assertThat(step.features()).containsExactly(22.5f, Float.NaN, 5, 0, 1, Float.NaN, Float.NaN);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aFramedKeyIsReadByItsSchemaAndAnotherIsText() throws RecordException {
        known.put("schema ID 7", FIRST);
        known.put("schema ID 9", Schema.create(Schema.Type.STRING));
        Schema device = FIRST.getField("device").schema();
        known.put("schema ID 10", device);
        RecordDecoder keyed = decoder("avro", FIELDS.replace("device.id", "$key"), COLUMNS);
        RecordDecoder member = decoder("avro", FIELDS.replace("device.id", "[$key.id, note]"), COLUMNS);
        byte[] value = Avro.numbered(7, FIRST, first());

        assertThat(keyed.decode(Records.record(value, "plain", Map.of())).sequenceId())
                .isEqualTo("plain");
        assertThat(keyed.decode(Records.record(
                                value, Avro.numbered(9, Schema.create(Schema.Type.STRING), "framed"), Map.of()))
                        .sequenceId())
                .isEqualTo("framed");
        assertThat(member.decode(Records.record(value, Avro.numbered(10, device, first().get("device")), Map.of()))
                        .sequenceId())
                .isEqualTo("pump-7/a note");
        assertThat(keyed.decode(Records.record(
                                value,
                                Avro.datum(Schema.create(Schema.Type.STRING), "bare"),
                                Map.of("__key_schema_id", new byte[] {0, 0, 0, 0, 9})))
                        .sequenceId())
                .isEqualTo("bare");
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @CsvSource({"content, 4", "content, 8", "global, 4", "global, 8"})
    void apicuriosIdsAreReadInEachLength(String id, int bytes) throws RecordException {
        known.put(id + " ID 7", FIRST);
        RecordDecoder apicurio = decoder(
                "{type: apicurio, registry: {url: 'http://x/apis'}, id: " + id + ", id_bytes: " + bytes + "}",
                FIELDS,
                COLUMNS);
        byte[] number = new byte[1 + bytes];
        number[bytes] = 7;

        assertThat(apicurio.decode(Records.record(Avro.joined(number, Avro.datum(FIRST, first())), "k", Map.of()))
                        .step())
                .isEqualTo(3);
    }

    /** Written by apicurio-registry-avro-serde-kafka 3.1.7 with a registry of version 3.3.3. */
    @ParameterizedTest(name = "{0}, {1} bytes, {2}")
    @CsvSource({
        "content, 4, '', 00000000010c70756d702d3706d00f020000000000000440",
        "global, 4, '', 00000000010c70756d702d3706d00f020000000000000440",
        "content, 8, '', 0000000000000000010c70756d702d3706d00f020000000000000440",
        "content, 4, apicurio.value.contentId, 0c70756d702d3706d00f020000000000000440",
        "content, 4, apicurio.value.globalId, 0c70756d702d3706d00f020000000000000440"
    })
    void whatApicuriosSerializerWritesIsRead(String id, int bytes, String header, String hex) throws RecordException {
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"id\", \"type\":"
                        + " \"string\"}, {\"name\": \"n\", \"type\": \"long\"}, {\"name\": \"ts\", \"type\": \"long\"},"
                        + " {\"name\": \"v\", \"type\": [\"null\", \"double\"]}]}");
        known.put((header.endsWith("globalId") ? "global" : id) + " ID 1", schema);
        RecordDecoder apicurio = decoder(
                "{type: apicurio, registry: {url: 'http://x/apis'}, id: " + id + ", id_bytes: " + bytes + "}",
                "sequence: id, time: ts, step: n, features: v",
                1);
        Map<String, byte[]> headers = header.isEmpty() ? Map.of() : Map.of(header, new byte[] {0, 0, 0, 0, 0, 0, 0, 1});

        assertThat(apicurio.decode(Records.record(java.util.HexFormat.of().parseHex(hex), "k", headers)))
                .usingRecursiveComparison()
                .isEqualTo(new Step("pump-7", 3, 1000, new float[] {2.5f}));
    }

    @Test
    void apicuriosIdsStandInHeadersToo() throws RecordException {
        known.put("content ID 7", FIRST);
        known.put("global ID 8", FIRST);
        known.put("content hash abc", FIRST);
        RecordDecoder apicurio = decoder("{type: apicurio, registry: {url: 'http://x/apis'}}", FIELDS, COLUMNS);
        byte[] datum = Avro.datum(FIRST, first());

        for (Map<String, byte[]> headers : List.of(
                Map.of("apicurio.value.contentId", new byte[] {0, 0, 0, 0, 0, 0, 0, 7}),
                Map.of("apicurio.value.globalId", new byte[] {0, 0, 0, 0, 0, 0, 0, 8}),
                Map.of("apicurio.value.contentHash", "abc".getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
            assertThat(apicurio.decode(Records.record(datum, "k", headers)).step())
                    .isEqualTo(3);
        }
    }

    @Test
    void anUnknownSchemaIsAskedForAgainAfterAWhile() {
        long[] now = {0};
        RecordDecoder patient = RecordDecoder.of(config("avro", FIELDS, COLUMNS), this::find, () -> now[0])
                .orElseThrow();
        byte[] value = Avro.numbered(7, FIRST, first());

        for (int i = 0; i < 3; i++) {
            assertRefused(patient, value, Reason.UNKNOWN_SCHEMA, "unknown: schema ID 7");
        }
        assertThat(asked).isEqualTo(1);
        now[0] = AvroFormat.UNKNOWN_MILLIS + 1;
        assertRefused(patient, value, Reason.UNKNOWN_SCHEMA, "unknown: schema ID 7");
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void moreSchemasThanAreRememberedTakeNoMoreMemory() throws RecordException {
        for (int id = 0; id < 2 * SchemaCache.MOST_SCHEMAS; id++) {
            assertRefused(
                    decoder, Avro.numbered(id, FIRST, first()), Reason.UNKNOWN_SCHEMA, "unknown: schema ID " + id);
        }
        assertThat(asked).isEqualTo(2 * SchemaCache.MOST_SCHEMAS);
        assertRefused(decoder, Avro.numbered(0, FIRST, first()), Reason.UNKNOWN_SCHEMA, "unknown: schema ID 0");
        assertThat(asked).isEqualTo(2 * SchemaCache.MOST_SCHEMAS + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00000000", "02000000070000", "01897917622336", "7b7d"})
    void aValueThatNamesNoSchemaIsRefused(String hex) {
        assertRefused(
                decoder,
                java.util.HexFormat.of().parseHex(hex),
                Reason.NOT_FRAMED,
                "the value names no schema: it has neither a byte 0 and a schema ID, nor a byte 1 and a schema GUID,"
                        + " nor a header __value_schema_id");
    }

    @Test
    void everyPrefixAndEveryAppendedByteIsRefused() {
        known.put("schema ID 7", FIRST);
        byte[] value = Avro.numbered(7, FIRST, first());
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> decoder.decode(Records.record(cut, "k", Map.of())))
                    .isInstanceOf(RecordException.class);
        }
        assertRefused(
                decoder,
                Arrays.copyOf(value, value.length + 1),
                Reason.MALFORMED,
                "the record does not follow its schema: 1 bytes are left over");
    }

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "string"                                     | feffffff0f           | a value claims 2147483647 bytes, but only 0 follow
        "bytes"                                      | 01                   | a value claims -1 bytes, but only 0 follow
        {"type": "array", "items": "float"}          | feffffff0f00000000   | an array claims 2147483647 items, but only 4 bytes follow
        {"type": "array", "items": "string"}         | 01feffffff0f         | a value claims 2147483647 bytes, but only 0 follow
        {"type": "array", "items": "int"}            | ffffffffffffffffff010000 | an array claims -9223372036854775808 items, but only 1 bytes follow
        {"type": "map", "values": "null"}            | feffffff0f0000       | an array claims 2147483647 items, but only 2 bytes follow
        {"type": "map", "values": "int"}             | 0202                 | a value claims 1 bytes, but only 0 follow
        ["null", "int"]                              | 04                   | branch 2 of 2 does not exist
        ["null", "int"]                              | 01                   | branch -1 of 2 does not exist
        {"type": "enum", "name": "E", "symbols": ["A"]} | 02                | symbol 1 of 1 does not exist
        "boolean"                                    | ``                   | it ends too early
        "int"                                        | ffffffffffffffffffffff01 | a number is longer than 10 bytes
        """)
    void lengthsAreComparedWithWhatIsThere(String type, String hex, String message) {
        Schema schema = holding(type);
        known.put("schema ID 7", schema);
        byte[] value =
                Avro.joined(new byte[] {0, 0, 0, 0, 7}, java.util.HexFormat.of().parseHex(hex));

        assertRefused(decoder, value, Reason.MALFORMED, "the record does not follow its schema: " + message);
    }

    /** 2^40 nulls take three bytes. */
    @Test
    void itemsThatTakeNoBytesTakeNoTime() throws RecordException {
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"other\", \"type\": {\"type\":"
                        + " \"array\", \"items\": {\"type\": \"record\", \"name\": \"Empty\", \"fields\": []}}},"
                        + " {\"name\":"
                        + " \"x\", \"type\": {\"type\": \"array\", \"items\": \"null\"}}]}");
        known.put("schema ID 7", schema);
        RecordDecoder nulls = decoder("avro", "sequence: $key, time: $timestamp, step: 'x[0]', features: a", 1);
        byte[] value = Avro.joined(
                new byte[] {0, 0, 0, 0, 7}, java.util.HexFormat.of().parseHex("80808080804000" + "80808080804000"));

        assertRefused(
                nulls, value, Reason.FIELD, "the record has no x[0], which is its step number (stream.fields.step)");
    }

    @Test
    void aSchemaThatContainsItselfIsSkippedToALimit() throws RecordException {
        Schema schema = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"list\", \"type\": {\"type\":"
                        + " \"record\", \"name\": \"List\", \"fields\": [{\"name\": \"next\", \"type\": [\"null\","
                        + " \"List\"]}]}}, {\"name\": \"n\", \"type\": \"int\"}]}");
        known.put("schema ID 7", schema);
        RecordDecoder nested = decoder("avro", "sequence: $key, time: $timestamp, step: n, features: x", 1);

        assertThat(nested.decode(Records.record(list(50), "k", Map.of())).step())
                .isEqualTo(5);
        assertRefused(nested, list(100_000), Reason.TOO_LARGE, "it is nested deeper than 64 levels");
    }

    private static byte[] list(int depth) {
        byte[] value = new byte[5 + depth + 2];
        value[4] = 7;
        Arrays.fill(value, 5, 5 + depth, (byte) 2);
        value[value.length - 1] = 10;
        return value;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        n        | `["null", {"type": "array", "items": "int"}]` | n is of the type array in the writer's schema; stream.fields needs a single value there
        n        | "bytes"                                     | n is of the type bytes in the writer's schema; stream.fields needs a single value there
        values   | "double"                                    | values is of the type double in the writer's schema, but stream.fields names parts of it
        values   | {"type": "map", "values": "int"}            | values is of the type map in the writer's schema; stream.fields needs a single value there
        device   | {"type": "array", "items": "int"}           | device is of the type array in the writer's schema; stream.fields needs a single value there
        """)
    void aSchemaThatTheMappingDoesNotSuitIsAFieldOfAllItsRecords(String field, String type, String message) {
        known.put(
                "schema ID 7",
                new Schema.Parser()
                        .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"" + field
                                + "\", \"type\": " + type + "}]}"));

        assertRefused(decoder, new byte[] {0, 0, 0, 0, 7, 0}, Reason.FIELD, message);
    }

    private static Schema holding(String type) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"other\", \"type\": " + type
                        + "}]}");
    }

    private static GenericRecord first() {
        Schema device = FIRST.getField("device").schema();
        Schema price = FIRST.getField("price").schema();
        return new GenericRecordBuilder(FIRST)
                .set("note", "a note")
                .set(
                        "device",
                        new GenericRecordBuilder(device)
                                .set("tags", Map.of("b", 7.0, "a", 0.5))
                                .set("id", "pump-7")
                                .build())
                .set("ts", 1_700_000_000_123_456L)
                .set("n", 3L)
                .set("temp", 21.5)
                .set("values", List.of(1f, 2f))
                .set("state", new GenericData.EnumSymbol(FIRST.getField("state").schema(), "ON"))
                .set(
                        "price",
                        new Conversions.DecimalConversion()
                                .toBytes(new java.math.BigDecimal("12.34"), price, LogicalTypes.decimal(9, 2)))
                .build();
    }

    private static void assertRefused(RecordDecoder decoder, byte[] value, Reason reason, String message) {
        assertThatThrownBy(() -> decoder.decode(Records.record(value, "k", Map.of())))
                .isInstanceOfSatisfying(
                        RecordException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .hasMessage(message);
    }

    private Schema find(SchemaId id) throws RecordException {
        asked++;
        Schema schema = known.get(id.toString());
        if (schema == null) {
            throw new RecordException(Reason.UNKNOWN_SCHEMA, "unknown: " + id);
        }
        return schema;
    }

    private RecordDecoder decoder(String format, String fields, int columns) {
        return RecordDecoder.of(config(format, fields, columns), this::find, () -> 0L)
                .orElseThrow();
    }

    private static JobConfig config(String format, String fields, int columns) {
        String registry = format.equals("avro") ? "{type: avro, registry: {url: 'http://x'}}" : format;
        return Records.config("{format: " + registry + ", fields: {" + fields + "}}", Records.model(columns));
    }
}
