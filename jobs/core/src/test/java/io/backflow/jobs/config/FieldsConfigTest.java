package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.FormatConfig.IdKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The format of a stream and its mapping, as a file writes them. */
final class FieldsConfigTest {

    private static final String FIELDS =
            "fields: {sequence: device.id, time: ts, step: n, features: [a, b, {path: state, categories: [on, off]}]}";

    @Test
    void aWordStandsForAPathAndOnePathForAList() {
        FieldsConfig fields = fields("fields: {sequence: device.id, time: ts, step: 2, features: [a, 3, b.c, 'd[4]'],"
                + " weight: w, end: last}");

        assertThat(fields.sequence()).containsExactly("device.id");
        assertThat(fields.time()).isEqualTo(new TimeField("ts", null, null, "UTC"));
        assertThat(fields.step()).isEqualTo("2");
        assertThat(fields.features()).containsExactly(column("a"), column("3"), column("b.c"), column("d[4]"));
        assertThat(fields("fields: {sequence: [a, b], time: ts, step: n, features: {path: values, size: 4}}")
                        .features())
                .containsExactly(new ColumnsField("values", 4, false, null, null));
    }

    /** YAML 1.1 takes these words for true and false. */
    @Test
    void onOffYesAndNoAreNamesOfCategoriesAndStillTrueAndFalse() {
        FieldsConfig fields = fields("fields: {sequence: id, time: ts, step: n, features: [{path: p, categories: [on,"
                + " off, yes, no]}]}, max_weight: 5");

        assertThat(fields.features().get(0).categories()).containsExactly("on", "off", "yes", "no");
        assertThat(parse("max_weight: 5", "kafka: {bounded: yes, bootstrap_servers: \"localhost:9092\"}")
                        .kafka()
                        .bounded())
                .isTrue();
    }

    @Test
    void canonicalJsonParsesBackToAnEqualConfiguration() {
        for (String format : List.of(
                "json",
                "csv",
                "{type: csv, header: [ts, n, a, b, state, device], separator: ';'}",
                "{type: avro, registry: {url: 'http://localhost:8081', user: me, password: hush}}",
                "{type: apicurio, registry: {url: 'https://localhost/apis', timeout: 3s}, id: global, id_bytes: 8}")) {
            JobConfig config = stream("format: " + format + ", " + FIELDS);
            assertThat(JobConfig.parse(config.toJson())).isEqualTo(config);
        }
        assertThat(stream("format: {type: apicurio, registry: {url: 'https://x/apis'}}, " + FIELDS).stream()
                        .format())
                .isEqualTo(new FormatConfig.Apicurio(
                        new RegistryConfig("https://x/apis", null, null, null, Duration.ofSeconds(10)),
                        IdKind.CONTENT,
                        4));
    }

    @Test
    void noSecretOfARegistryIsPrinted() {
        for (String secret : List.of("user: me, password: canary-4711", "token: canary-4711")) {
            JobConfig config =
                    stream("format: {type: avro, registry: {url: 'http://localhost:8081', " + secret + "}}, " + FIELDS);
            assertThat(config.toString()).contains("http://localhost:8081").doesNotContain("canary");
            assertThat(StateSettings.of(config).toString()).doesNotContain("canary");
        }
        assertThatThrownBy(() -> stream("format: {type: avro, registry: {url: 'http://me:canary@x/'}}, " + FIELDS))
                .hasMessageNotContaining("canary")
                .hasMessageStartingWith("stream.format.registry.url is http://me:******@x/; set ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        format: json                                        | stream.fields is missing, but stream.format is json, whose records do not say which part is what; name sequence, time, step and features
        format: jsn                                         | stream.format.type is jsn; did you mean json? it must be one of backflow, json, csv, avro, apicurio
        format: {type: json, header: [a]}                   | stream.format.header is set to ["a"], but type json has no header; remove it or set stream.format.type: csv
        format: {type: csv, separator: ',,'}                | stream.format.separator is ",,"; it must be one character of ASCII, such as "," or "\\t"
        format: {type: csv, quote: ','}                     | stream.format.quote is ,, as is stream.format.separator; use two different characters
        format: {type: csv, header: [a, a]}                 | stream.format.header is [a, a]; name each column once
        format: avro                                        | stream.format.registry is missing; set it (the schema registry that knows the writers' schemas)
        format: {type: avro, registry: {url: 'x:1'}}        | stream.format.registry.url is x:1; write an address such as http://localhost:8081
        format: {type: avro, registry: {url: 'http://x', user: u}} | stream.format.registry.password is missing, but stream.format.registry.user is set; set both, or neither
        format: {type: avro, registry: {url: 'http://x', user: u, password: p, token: t}} | stream.format.registry.token and stream.format.registry.user are both set; remove one of them
        format: {type: apicurio, registry: {url: 'http://x'}, id_bytes: 5} | stream.format.id_bytes is 5; it must be 4 or 8
        fields: {sequence: id, time: ts, step: n, features: [a, b, c, d]} | stream.fields is set, but stream.format is backflow, whose records say which part is what; remove it, or set stream.format to json, csv, avro or apicurio
        """)
    void aFormatThatCannotBeIsRefused(String stream, String sentence) {
        assertThatThrownBy(() -> stream(stream))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        time: ts, step: n, features: [a, b, c, d]           | stream.fields.sequence is missing; set it (path of the sequence ID, or a list of paths whose values, joined by `/`, are the ID; `$key`: the record's key)
        sequence: [], time: ts, step: n, features: a        | stream.fields.sequence is []; name at least one path
        sequence: a..b, time: ts, step: n, features: a      | stream.fields.sequence is "a..b"; write names with dots between them and indices in brackets, such as device.values[3]
        sequence: id, time: 'ts[', step: n, features: a     | stream.fields.time.path is "ts["; write names with dots between them and indices in brackets, such as device.values[3]
        sequence: id, time: {path: ts, unit: h}, step: n, features: a | stream.fields.time.unit is h; it must be one of s, ms, us, ns
        sequence: id, time: {path: ts, unit: s, pattern: yyyy}, step: n, features: a | stream.fields.time.pattern is yyyy, but unit is s, which a text has not; remove one of the two
        sequence: id, time: {path: ts, zone: Mars}, step: n, features: a | stream.fields.time.zone is Mars; it must be a time zone such as UTC, +02:00 or Europe/Berlin
        sequence: id, time: ts, features: [a, b, c, d]      | stream.fields.step is missing, and steps are put in order by their number; set it to the path of a number that counts the steps of a sequence from 0, or set stream.order: time
        sequence: id, time: ts, step: n, features: [a, b]   | stream.fields.features make 2 columns, but model.input.size is 4; make the two equal
        sequence: id, time: ts, step: n, features: {path: a, hash: 5} | stream.fields.features make 5 columns, but model.input.size is 4; make the two equal
        sequence: id, time: ts, step: n, features: [{path: a, size: 0}] | stream.fields.features[0].size is 0; it must be a whole number above 0
        sequence: id, time: ts, step: n, features: [a, {path: b, categories: [x, x]}] | stream.fields.features[1].categories is [x, x]; name at least one category, and each once
        sequence: id, time: ts, step: n, features: [{path: a, hash: 2, size: 2}] | stream.fields.features[0].size is 2, but a category is one value of any text; remove it
        sequence: id, time: ts, step: n, features: [{path: a, hash: 2, categories: [x]}] | stream.fields.features[0].hash is 2, but categories are named too; remove one of the two
        sequence: id, time: ts, step: n, features: {path: a, size: 4}, target: y | stream.fields.target makes 1 columns, but the head learns 4; make the two equal, or change model.head.units
        sequence: id, time: ts, step: n, features: {path: a, size: 4}, label: y | stream.fields.label is y, but the head does not classify; set stream.fields.target instead
        sequence: id, time: ts, step: n, features: {path: a, size: 4, nam: y} | stream.fields.features[0].nam is set to y, but there is no such key; remove it; known here: path, size, text, categories, hash
        """)
    void aMappingThatCannotBeIsRefused(String fields, String sentence) {
        assertThatThrownBy(() -> stream("format: json, fields: {" + fields + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @Test
    void orderByTimeNeedsNoStepAndRefusesOneThatItWouldNotRead() {
        String byTime = "order: time, format: json, fields: {sequence: id, time: ts, features: [a, b, c, d]}";

        assertThat(stream(byTime).stream().order()).isInstanceOf(OrderConfig.Time.class);
        assertThatThrownBy(() -> stream(byTime.replace("time: ts", "time: ts, step: n")))
                .hasMessage(
                        "stream.fields.step is n, but stream.order is time, which does not read step numbers; remove"
                                + " one of the two");
    }

    @Test
    void aTokenIsOneValue() {
        String model = Configurations.MINIMAL.replace(
                "{type: features, size: 4}", "{type: tokens, vocabulary: 3, embedding: 2}");
        String fields = "stream: {format: json, fields: {sequence: id, time: ts, step: n, features: ";

        assertThatCode(() -> JobConfig.parse(model + fields + "{path: w, hash: 3}}}"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> JobConfig.parse(model + fields + "[a, b]}}"))
                .hasMessage("stream.fields.features has 2 columns, but model.input.type is tokens; name one path, whose"
                        + " value is the token");
        assertThatThrownBy(() -> JobConfig.parse(model + fields + "{path: w, hash: 4}}}"))
                .hasMessage(
                        "stream.fields.features[0] has 4 categories, but model.input.vocabulary is 3; raise it to 4");
    }

    @Test
    void theFormatMayChangeAcrossASavepointAndTheColumnsMayNot() {
        JobConfig json = stream("format: json, " + FIELDS);
        StateSettings state = StateSettings.of(json);

        StateSettings.of(stream("format: csv, " + FIELDS)).checkContinues(state);
        StateSettings.of(stream("format: json, " + FIELDS.replace("device.id", "device")))
                .checkContinues(state);
        StateSettings.of(json).checkContinues(StateSettings.of(JobConfig.parse(Configurations.MINIMAL)));
        assertThatThrownBy(() -> StateSettings.of(stream("format: json, " + FIELDS.replace("a, b", "b, a")))
                        .checkContinues(state))
                .hasMessage("stream.fields.features[0].path is b, but the state to go on from was made with a; set it"
                        + " back, or begin a new run without that state");
        assertThatThrownBy(() -> StateSettings.of(stream("format: json, " + FIELDS.replace("[on, off]", "[off, on]")))
                        .checkContinues(state))
                .hasMessageStartingWith(
                        "stream.fields.features[2].categories[0] is off, but the state to go on from was made");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a|[a]",
                "a.b|[a, b]",
                "a[0].b[12]|[a, 0, b, 12]",
                "[3][4]|[3, 4]",
                "['a.b'].c|[a.b, c]",
                "a['x y'][1]|[a, x y, 1]",
                "$key.id|[$key, id]",
                "A name with blanks|[A name with blanks]"
            })
    void aPathIsNamesAndIndices(String path, String parts) {
        assertThat(FieldPath.parse("path", path).parts()).hasToString(parts);
    }

    @ParameterizedTest
    @CsvSource({"a.", ".a", "a..b", "a[", "a]", "a[x]", "a[-1]", "a[1234567]", "a[1]b", "['a", "''"})
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> FieldPath.parse("path", path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("path is \"" + path + "\"; write names");
    }

    private static ColumnsField column(String path) {
        return new ColumnsField(path, 1, false, null, null);
    }

    private static FieldsConfig fields(String stream) {
        return Objects.requireNonNull(stream("format: json, " + stream).stream().fields());
    }

    private static JobConfig stream(String stream) {
        return parse(stream, "kafka: {bootstrap_servers: \"localhost:9092\"}");
    }

    private static JobConfig parse(String stream, String kafka) {
        return JobConfig.parse(Configurations.MINIMAL.replace("kafka: {bootstrap_servers: \"localhost:9092\"}", kafka)
                + "stream: {" + stream + "}");
    }
}
