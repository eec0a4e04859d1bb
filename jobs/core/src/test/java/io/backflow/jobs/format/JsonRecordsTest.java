package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.format.RecordException.Reason;
import io.backflow.jobs.sequence.Step;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonRecordsTest {

    private static final String FIELDS =
            "sequence: device.id, time: ts, step: n, features: [temp, 'values[3]', {path: state,"
                    + " categories: [on, off]}]";

    private final RecordDecoder decoder = decoder(FIELDS, 4);

    @Test
    void aMappedRecordBecomesAStep() throws RecordException {
        Step step = decoder.decode(Records.record("""
                {"device": {"id": "pump-7", "place": {"hall": [1, 2]}}, "ts": 1700000000000, "n": 3,
                 "temp": -21.5, "values": [9, 8, 7, 6, 5], "state": "off", "other": "é"}
                """));

        assertThat(step)
                .usingRecursiveComparison()
                .isEqualTo(new Step("pump-7", 3, 1_700_000_000_000L, new float[] {-21.5f, 6, 0, 1}));
    }

    @Test
    void absentAndNullFeaturesAreNaN() throws RecordException {
        Step step = decoder.decode(
                Records.record("{\"device\": {\"id\": 17}, \"ts\": 5, \"n\": 0, \"temp\": null, \"values\": [1, 2]}"));

        assertThat(step.sequenceId()).isEqualTo("17");
        assertThat(step.features()).containsExactly(Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void theDecoderKeepsNothingOfTheRecordBefore() throws RecordException {
        decoder.decode(Records.record("{\"device\": {\"id\": \"a\"}, \"ts\": 5, \"n\": 0, \"temp\": 1}"));

        assertThat(refusal("{\"device\": {}, \"ts\": 5, \"n\": 0, \"temp\": 1}", Reason.FIELD))
                .isEqualTo("the record has no device.id, which is its sequence ID (stream.fields.sequence)");
    }

    @Test
    void aWholeArrayMakesAColumnForEachElementAndHasItsSize() throws RecordException {
        RecordDecoder arrays = decoder("sequence: id, time: ts, step: n, features: [{path: x.values, size: 3}]", 3);

        assertThat(arrays.decode(Records.record(
                                "{\"id\": \"a\", \"ts\": 1, \"n\": 0, \"x\": {\"values\": [1, 2.5, true]}}"))
                        .features())
                .containsExactly(1, 2.5f, 1);
        assertThatThrownBy(() -> arrays.decode(
                        Records.record("{\"id\": \"a\", \"ts\": 1, \"n\": 0, \"x\": {\"values\": [1, 2, 3, 4]}}")))
                .hasMessage("x.values has 4 elements; stream.fields says 3");
    }

    @Test
    void numbersInTextsAreReadOnlyWhereThatIsSaid() throws RecordException {
        RecordDecoder texts = decoder("sequence: id, time: ts, step: n, features: [a, {path: b, text: true}]", 2);

        assertThat(texts.decode(
                        Records.record("{\"id\": \"s\", \"ts\": 1, \"n\": \"7\", \"a\": 1, \"b\": \"-2.5e1\"}")))
                .usingRecursiveComparison()
                .isEqualTo(new Step("s", 7, 1, new float[] {1, -25}));
        assertThatThrownBy(() -> texts.decode(
                        Records.record("{\"id\": \"s\", \"ts\": 1, \"n\": 7, \"a\": \"1\", \"b\": \"2\"}")))
                .hasMessage("a is the text \"1\"; it must be a number; set text: true where a number stands in a text");
    }

    @Test
    void severalPathsMakeOneSequenceAndTheKeyMayBeIt() throws RecordException {
        String rest = ", time: $timestamp, step: n, features: [x]";
        RecordDecoder joined = decoder("sequence: [site, device]" + rest, 1);
        RecordDecoder keyed = decoder("sequence: $key" + rest, 1);
        String value = "{\"site\": \"a/b\", \"device\": \"c~\", \"n\": 0, \"x\": 1}";

        assertThat(joined.decode(Records.record(value)).sequenceId()).isEqualTo("a~1b/c~0");
        assertThat(keyed.decode(Records.record(value)))
                .usingRecursiveComparison()
                .isEqualTo(new Step("pump-7", 0, Records.TIMESTAMP, new float[] {1}));
        assertThatThrownBy(() ->
                        keyed.decode(Records.record(value.getBytes(StandardCharsets.UTF_8), (String) null, Map.of())))
                .hasMessage("the record has no $key, which is its sequence ID (stream.fields.sequence)");
        assertThat(decoder("sequence: $key.device" + rest, 1)
                        .decode(Records.record(value.getBytes(StandardCharsets.UTF_8), "{\"device\": \"d\"}", Map.of()))
                        .sequenceId())
                .isEqualTo("d");
    }

    @Test
    void targetLabelWeightAndEndAreTakenWhereTheyAreMapped() throws RecordException {
        RecordDecoder regression =
                decoder("sequence: id, time: ts, step: n, features: [x], target: y, weight: w, end: last", 1);
        RecordDecoder classes = Records.decoder(Records.config(
                "{format: json, fields: {sequence: id, time: ts, step: n, features: [x], label: {path: c,"
                        + " categories: [good, bad]}}}",
                "{input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 2, loss:"
                        + " {type: cross_entropy}}}"));

        assertThat(regression.decode(Records.record(
                        "{\"id\": \"s\", \"ts\": 1, \"n\": 0, \"x\": 1, \"y\": 2, \"w\": 0.5, \"last\": true}")))
                .usingRecursiveComparison()
                .isEqualTo(new Step("s", 0, 1, new float[] {1}, Step.NONE, new float[] {2}, Step.NONE, 0.5f, true));
        assertThat(regression.decode(Records.record("{\"id\": \"s\", \"ts\": 1, \"n\": 0, \"x\": 1}")))
                .usingRecursiveComparison()
                .isEqualTo(new Step("s", 0, 1, new float[] {1}));
        assertThat(classes.decode(Records.record("{\"id\": \"s\", \"ts\": 1, \"n\": 0, \"x\": 1, \"c\": \"bad\"}"))
                        .label())
                .isEqualTo(1);
        assertThat(classes.decode(Records.record("{\"id\": \"s\", \"ts\": 1, \"n\": 0, \"x\": 1}"))
                        .label())
                .isEqualTo(Step.NONE);
    }

    @Test
    void aModelThatEmbedsTakesACategoryAsAToken() throws RecordException {
        String model = "{input: {type: tokens, vocabulary: 10, embedding: 2}, layers: [{type: gru, units: 2}], head:"
                + " {units: 10, loss: {type: cross_entropy}}}";
        String fields = "{format: json, fields: {sequence: id, time: ts, step: n, features: ";
        String value = "{\"id\": \"s\", \"ts\": 1, \"n\": 0, \"word\": \"blue\", \"number\": 7}";

        assertThat(token(fields + "{path: word, categories: [red, blue]}}}", model, value))
                .isEqualTo(1);
        assertThat(token(fields + "number}}", model, value)).isEqualTo(7);
        // FNV-1a, 64 bits, of "blue" is 0x82f5de4f37c5d20f: 9436282222089032207 modulo 10
        assertThat(token(fields + "{path: word, hash: 10}}}", model, value)).isEqualTo(fnv1a("blue", 10));
    }

    private static int fnv1a(String text, long size) {
        java.math.BigInteger hash = new java.math.BigInteger("14695981039346656037");
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            hash = hash.xor(java.math.BigInteger.valueOf(next & 0xff))
                    .multiply(new java.math.BigInteger("1099511628211"))
                    .mod(java.math.BigInteger.TWO.pow(64));
        }
        return hash.mod(java.math.BigInteger.valueOf(size)).intValue();
    }

    private static int token(String stream, String model, String value) throws RecordException {
        return Records.decoder(Records.config(stream, model))
                .decode(Records.record(value))
                .token();
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "1700000000, unit: s, 1700000000000",
        "1700000000.25, unit: s, 1700000000250",
        "1700000000123, unit: ms, 1700000000123",
        "1700000000123456, unit: us, 1700000000123",
        "1700000000123456789, unit: ns, 1700000000123",
        "-1, unit: us, -1",
        "'\"1700000000\"', unit: s, 1700000000000",
        "1700000000123, zone: UTC, 1700000000123",
        "'\"2023-11-14T22:13:20Z\"', zone: UTC, 1700000000000",
        "'\"2023-11-14 23:13:20.125+01:00\"', zone: UTC, 1700000000125",
        "'\"2023-11-14T17:43:20,5-0430\"', zone: UTC, 1700000000500",
        "'\"2023-11-14T23:13:20\"', zone: Europe/Berlin, 1700000000000",
        "'\"2023-11-14\"', zone: UTC, 1699920000000",
        "'\"14.11.2023 23:13:20\"', 'pattern: \"dd.MM.yyyy HH:mm:ss\", zone: Europe/Berlin', 1700000000000",
        "'\"2023/11/14\"', 'pattern: yyyy/MM/dd', 1699920000000",
    })
    void aTimeIsReadInItsUnitOrPattern(String time, String how, long millis) throws RecordException {
        RecordDecoder timed = decoder("sequence: id, time: {path: ts, " + how + "}, step: n, features: [x]", 1);

        assertThat(timed.decode(Records.record("{\"id\": \"s\", \"n\": 0, \"x\": 1, \"ts\": " + time + "}"))
                        .eventTime())
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"\"",
                "true",
                "\"2023-11-14T24:00:00Z\"",
                "\"2023-02-30\"",
                "\"2023-11-14T22:13:20+1\"",
                "\"2023-11-14T22:13:20Zulu\"",
                "\"2023-11-14T22:13:20.Z\"",
                "1e300",
                "{}"
            })
    void whatIsNoTimeIsRefused(String time) {
        assertThat(refusal("{\"device\": {\"id\": \"s\"}, \"n\": 0, \"temp\": 1, \"ts\": " + time + "}", Reason.FIELD))
                .startsWith("ts is ");
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                          | malformed | there is no JSON document in it
        {"n": 1                                     | malformed | it is not JSON
        {"n": 1} {                                  | malformed | something follows the JSON document
        {"n": 1, "n": 2}                            | malformed | n stands in the record twice
        {"n": 01}                                   | malformed | it is not JSON
        {"temp": "\\uD800                           | malformed | it is not JSON
        17                                          | field     | the document is a single value, but stream.fields names parts of it
        [1]                                         | field     | the document is an array
        {"device": "x"}                             | field     | device is a single value, but stream.fields names parts of it
        {"values": {"3": 1}}                        | field     | values is an object; stream.fields names a path that ends before it
        {"temp": [1]}                               | field     | temp is an array; give stream.fields an index, or a size
        {"device":{"id":1.5},"ts":1,"n":1}          | field     | device.id is 1.5; it must be a text or a whole number
        {"device":{"id":1},"ts":1,"n":1.5}          | field     | n is 1.5; it must be a whole number
        {"device":{"id":1},"ts":1,"n":1e999999999}  | field     | n is Infinity; it must be a whole number
        {"device":{"id":1},"ts":1}                  | field     | the record has no n, which is its step number (stream.fields.step)
        {"device":{"id":1},"ts":1,"n":1,"state":"?"} | field    | state is the text "?"; it must be one of its categories in stream.fields
        """)
    void whatCannotBeReadIsRefusedWithItsReason(String value, String reason, String message) {
        assertThat(refusal(value, Reason.valueOf(reason.toUpperCase(java.util.Locale.ROOT))))
                .startsWith(message);
    }

    @Test
    void depthDigitsAndTextHaveLimits() {
        assertThat(refusal("{\"other\": " + "[".repeat(65) + "]".repeat(65) + "}", Reason.TOO_LARGE))
                .contains("64");
        assertThat(refusal("{\"temp\": " + "9".repeat(101) + "}", Reason.TOO_LARGE))
                .contains("100");
        assertThat(refusal("{\"temp\": \"" + "x".repeat(70_000) + "\"}", Reason.TOO_LARGE))
                .contains("65536");
        assertThat(refusal("{\"other\": \"" + "x".repeat(1 << 20) + "\"}", Reason.TOO_LARGE))
                .endsWith("at most 1048576 are read");
    }

    @Test
    void hugeNumbersAreInfiniteAndCostNoMemory() throws RecordException {
        Step step = decoder.decode(Records.record(
                "{\"device\": {\"id\": \"s\"}, \"ts\": 1, \"n\": 0, \"temp\": 1e999999999, \"values\": [0, 0, 0, "
                        + "9".repeat(99) + "]}"));

        assertThat(step.features()[0]).isInfinite();
        assertThat(step.features()[1]).isInfinite();
    }

    @Test
    void pythonsNaNIsAMissingNumber() throws RecordException {
        assertThat(decoder.decode(Records.record("{\"device\": {\"id\": \"s\"}, \"ts\": 1, \"n\": 0, \"temp\": NaN}"))
                        .features()[0])
                .isNaN();
    }

    private String refusal(String value, Reason reason) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> decoder.decode(Records.record(value)))
                .isInstanceOfSatisfying(RecordException.class, e -> {
                    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
                    thrown[0] = e;
                });
        return String.valueOf(thrown[0].getMessage());
    }

    private static RecordDecoder decoder(String fields, int features) {
        return Records.decoder(Records.config("{format: json, fields: {" + fields + "}}", Records.model(features)));
    }
}
