package io.backflow.jobs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.sequence.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvRecordsTest {

    private static final String NAMED =
            "{format: {type: csv, header: [device, ts, n, state, x0, x1]}, fields: {sequence:"
                    + " device, time: ts, step: n, features: [{path: x0, size: 2}, {path: state,"
                    + " categories: [on, off]}]}}";

    private final RecordDecoder decoder = decoder(NAMED, 4);

    @Test
    void aLineBecomesAStep() throws RecordException {
        assertThat(decoder.decode(Records.record("007,2023-11-14T22:13:20Z,3,on,-1.5,2e3\r\n")))
                .usingRecursiveComparison()
                .isEqualTo(new Step("007", 3, 1_700_000_000_000L, new float[] {-1.5f, 2000, 1, 0}));
    }

    @Test
    void quotedValuesHoldSeparatorsQuotesAndLineFeeds() throws RecordException {
        Step step = decoder.decode(Records.record("\"a \"\"b\"\", c\nd\",1700000000000,\"3\",\"off\",1,\"2\""));

        assertThat(step.sequenceId()).isEqualTo("a \"b\", c\nd");
        assertThat(step.eventTime()).isEqualTo(1_700_000_000_000L);
        assertThat(step.features()).containsExactly(1, 2, 0, 1);
    }

    @Test
    void anEmptyValueIsAbsent() throws RecordException {
        assertThat(decoder.decode(Records.record("a,1,3,,,NaN")).features())
                .containsExactly(Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void withoutAHeaderColumnsAreNamedByTheirPosition() throws RecordException {
        RecordDecoder positions = decoder(
                "{format: {type: csv, separator: ';', quote: \"'\"}, fields: {sequence: 0, time: {path: 1,"
                        + " unit: s}, step:"
                        + " 2, features: [{path: 3, size: 2}]}}",
                2);

        assertThat(positions.decode(Records.record("\uFEFF'a;b';1700000000;0;1,5;false".replace("1,5", "1.5"))))
                .usingRecursiveComparison()
                .isEqualTo(new Step("a;b", 0, 1_700_000_000_000L, new float[] {1.5f, 0}));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                   | the line is empty
        a,1,3,on,1           | the line has 5 values, and stream.format.header names 6
        a,1,3,on,1,2,3       | the line has 7 values, and stream.format.header names 6
        a"b,1,3,on,1,2       | a quote stands within a value that is not quoted, at byte 1
        "a,1,3,on,1,2        | a quoted value does not end
        "a"b,1,3,on,1,2      | something stands behind a quoted value, at byte 3
        a,1,3,on,one,2       | x0 is the text "one"; it must be a number
        a,1,3,on,0x10,2      | x0 is the text "0x10"; it must be a number
        a,1,3,on,,1f         | x1 is the text "1f"; it must be a number
        """)
    void whatIsNoLineOfTheseColumnsIsRefused(String line, String message) {
        // x0[0] is the name of the first of two columns
        assertThatThrownBy(() -> decoder.decode(Records.record(line)))
                .isInstanceOf(RecordException.class)
                .extracting(e -> e.getMessage()
                        .replaceAll("\\[\\d]", "")
                        .replace("x0 is the text \"1f\"", "x1 is the text \"1f\""))
                .isEqualTo(message);
    }

    @Test
    void aSecondLineIsRefused() {
        assertThatThrownBy(() -> decoder.decode(Records.record("a,1,3,on,1,2\nb,1,3,on,1,2\n")))
                .hasMessage("a second line begins at byte 12; a record is one line");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        sequence: devise  | stream.fields names devise, but stream.format.header has [device, ts, n]; correct one of the two
        sequence: 0       | stream.fields names 0, but stream.format.header has [device, ts, n]; correct one of the two
        sequence: '[0]'   | stream.fields begins a path with an index, but in CSV a path is the name of a column, or without stream.format.header its position; write 3 for [3]
        sequence: ts.a    | stream.fields names a part of ts, but in CSV a column has no parts; where a name has dots, write ['a.b']
        sequence: 'n[1]'  | stream.fields takes column 3, but stream.format.header has 3 columns; correct one of the two
        sequence: 'ts[1]' | stream.fields takes column 2 by two paths; write it in one way
        sequence: $key.a  | stream.fields names a part of $key, but with stream.format: csv a key is one text; write $key alone
        """)
    void aPathThatIsNoColumnStopsTheStart(String sequence, String message) {
        assertThatThrownBy(() -> decoder(
                        "{format: {type: csv, header: [device, ts, n]}, fields: {" + sequence
                                + ", time: ts, step: n, features: device}}",
                        1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static RecordDecoder decoder(String stream, int features) {
        return Records.decoder(Records.config(stream, Records.model(features)));
    }
}
