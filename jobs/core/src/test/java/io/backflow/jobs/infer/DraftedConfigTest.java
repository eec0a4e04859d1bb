package io.backflow.jobs.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftedConfigTest {

    private static final long START = 1_700_000_000_000L;
    private static final TopicPlace PLACE = new TopicPlace("broker:9092", "pumps", Map.of());

    private interface Value {
        String of(int sequence, int t);
    }

    @Test
    void aTopicOfJsonNeedsNoWordOfTheUser() {
        String yaml = drafted(json(
                (s, t) -> """
                {"device": {"id": "pump-%d", "hall": "A"}, "ts": %d, "n": %d, "temp": %s, "running": %s,
                 "vibration": [0.1, %s], "mode": "%s"}
                """.formatted(s, START + 1000L * t, t, number(s, t), t % 3 == 0, number(t, s), mode(t))));

        assertThat(yaml)
                .contains(
                        "timesteps: pumps\n", "predictions: pumps-predictions\n", "dead_letters: pumps-dead-letters\n")
                .contains("  format: json\n")
                .contains("    sequence: device.id # 5 sequences, a step every 1s\n")
                .contains("    time: {path: ts, unit: ms}\n")
                .containsPattern("      - temp # [0-9.]+ to [0-9.]+\n")
                .contains("      - running # true or false\n")
                .contains("      - {path: vibration, size: 2} # 2 numbers\n")
                .contains("      - {path: mode, hash: 8} # 3 categories\n")
                .contains("    #   device.hall: always the same\n")
                .contains("    #   n: counts the records of a sequence\n")
                .contains("  order: {type: time, lateness: 0s}\n")
                .contains("  input: {type: features, size: 12, missing: last} # no value was missing\n")
                .contains("head: {units: 3, loss: {type: huber}}\n")
                .contains("target: {type: next, residual: true, columns: [0, 2, 3]}\n")
                .contains("normalization: running\n");
    }

    @Test
    void recordsThatSayTheirWeightAndEndAreLearntFromAsTheySay() {
        String yaml =
                drafted(json((s, t) -> """
                {"id": "pump-%d", "ts": %d, "temp": %s, "step_weight": %d, "end_of_sequence": %s}
                """.formatted(s, START + 1000L * t, number(s, t), t < 40 ? 1 : 0, t == 20)));

        assertThat(yaml)
                .contains("    weight: step_weight\n    end: end_of_sequence\n")
                .contains("  input: {type: features, size: 1, missing: last}")
                .doesNotContain("- step_weight", "# not used");
    }

    @Test
    void valuesThatAreMissingAreMasked() {
        String yaml = drafted(json((s, t) -> t % 7 == 0
                ? "{\"id\": %d, \"at\": %d, \"a\": null, \"b\": %s}".formatted(s, START + t, number(s, t))
                : "{\"id\": %d, \"at\": %d, \"a\": %s}".formatted(s, START + t, number(s, t))));

        assertThat(yaml)
                .containsPattern("- a # .*, missing in [0-9]+ records\n")
                .contains("    #   b: in ")
                .contains("size: 1, missing: mask}")
                .contains("target: {type: next, residual: true}\n");
    }

    @Test
    void linesOfValuesWithAHeaderAreCsv() {
        List<Sampled> sample = new ArrayList<>();
        sample.add(sampled(0, START, null, "station;read at;volts;amps"));
        for (int t = 0; t < 50; t++) {
            for (int s = 0; s < 3; s++) {
                String day = String.format(Locale.ROOT, "%02d.11.2023 %02d:00:00", 14 + t / 24, t % 24);
                sample.add(sampled(0, START, null, "st-" + s + ";" + day + ";" + number(s, t) + ";"));
            }
        }
        String yaml = drafted(sample);

        assertThat(yaml)
                .contains("  format: {type: csv, header: [\"station\", \"read at\", \"volts\", \"amps\"],")
                .contains(" separator: \";\"}\n")
                .contains("    sequence: station # 3 sequences, a step every 1h\n")
                .contains("    time: {path: \"read at\", pattern: \"dd.MM.yyyy HH:mm:ss\"}\n")
                .containsPattern("      - volts # ");
    }

    @Test
    void columnsWithoutNamesAreCounted() {
        String yaml = drafted(lines((s, t) -> "m" + s + "," + (START / 1000 + t) + "," + number(s, t)));

        assertThat(yaml)
                .contains("  format: {type: csv, separator: \",\"}\n")
                .contains("    sequence: \"0\" #")
                .contains("    time: {path: \"1\", unit: s}\n")
                .contains("      - \"2\" # ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1700000000             | {path: ts, unit: s}
            1700000000.5           | {path: ts, unit: s}
            1700000000123          | {path: ts, unit: ms}
            1700000000123456       | {path: ts, unit: us}
            1700000000123456789    | {path: ts, unit: ns}
            "2023-11-14T22:13:20Z" | ts
            "2023-11-14T22:13:20+01:00" | ts
            "2023-11-14 22:13:20"  | {path: ts, pattern: "yyyy-MM-dd HH:mm:ss"}
            "11/14/2023 22:13:20"  | {path: ts, pattern: "MM/dd/yyyy HH:mm:ss"}
            "14/11/2023 22:13:20"  | {path: ts, pattern: "dd/MM/yyyy HH:mm:ss"}
            17                     | $timestamp
            """)
    void timesAreRecognised(String ts, String time) {
        String yaml =
                drafted(json((s, t) -> "{\"id\": \"d%d\", \"ts\": %s, \"v\": %s}".formatted(s, ts, number(s, t))));
        assertThat(yaml).contains("    time: " + time + "\n");
    }

    @Test
    void theKeyNamesTheSequenceWhereNothingElseDoes() {
        List<Sampled> sample = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            sample.add(sampled(
                    t % 2, START + t, "k" + t % 2, "{\"t\": %d, \"v\": %s}".formatted(START + t, number(1, t))));
        }
        assertThat(drafted(sample)).contains("    sequence: $key # 2 sequences");
    }

    /** A sensor's number comes again at each site. */
    @Test
    void twoPartsNameTheSequenceWhereOneDoesNot() {
        String yaml = drafted(json((s, t) -> "{\"sensor\": %d, \"site\": \"%s\", \"ts\": %d, \"v\": %s}"
                .formatted(s / 2, s % 2 == 0 ? "north" : "south", START + 1000L * t, number(s, t))));
        assertThat(yaml).contains("    sequence: [sensor, site] # 5 sequences");
    }

    @Test
    void stepsThatComeLateAreWaitedFor() {
        List<Sampled> sample = json(
                (s, t) -> "{\"id\": \"d%d\", \"ts\": %d, \"v\": %s}".formatted(s, START + 1000L * t, number(s, t)));
        Random random = new Random(3);
        for (int i = 0; i + 12 < sample.size(); i += 12) {
            Collections.shuffle(sample.subList(i, i + 12), random);
        }
        assertThat(drafted(sample))
                .containsPattern("# steps came up to [12]s after newer ones")
                .containsPattern("order: \\{type: time, lateness: [246]s}");
    }

    @Test
    void numbersInTextsAreSaidToBe() {
        String yaml = drafted(json((s, t) ->
                "{\"id\": \"d%d\", \"ts\": %d, \"v\": \"%s\"}".formatted(s, START + 1000L * t, number(s, t))));
        assertThat(yaml).contains("      - {path: v, text: true} # ");
    }

    @Test
    void namesThatNeedQuotesHaveThem() {
        String yaml = drafted(json((s, t) -> "{\"id\": \"d%d\", \"ts\": %d, \"a.b c\": %s, \"on\": %s}"
                .formatted(s, START + 1000L * t, number(s, t), number(t, s))));
        assertThat(yaml).contains("      - \"['a.b c']\" # ", "      - \"on\" # ");
    }

    @Test
    void whatTheUserSaysIsTaken() {
        List<Sampled> sample =
                json((s, t) -> "{\"id\": \"d%d\", \"group\": \"g%d\", \"ts\": %d, \"made\": %d, \"v\": %s}"
                        .formatted(s, s / 2, START + 1000L * t, START + 1000L * t + 7, number(s, t)));
        String yaml = DraftedConfig.of(sample, new Wanted(List.of("group", "id"), "made", null), PLACE)
                .yaml();
        assertThat(yaml).contains("    sequence: [group, id] #", "    time: {path: made, unit: ms}\n");
    }

    @Test
    void aSampleThatSaysTooLittleIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> drafted(lines((s, t) -> "hello")))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("neither JSON objects nor lines");
        assertThatThrownBy(() -> drafted(json((s, t) -> "{\"v\": " + number(s, t) + "}")))
                .isInstanceOf(InferenceException.class)
                .hasMessageEndingWith("give its path with --sequence");
        assertThatThrownBy(() -> drafted(json((s, t) -> "{\"id\": \"d%d\", \"ts\": %d}".formatted(s, START + t))))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("nothing to forecast");
    }

    private static String drafted(List<Sampled> sample) {
        return DraftedConfig.of(sample, new Wanted(List.of(), null, null), PLACE)
                .yaml();
    }

    private static List<Sampled> json(Value value) {
        return lines(value);
    }

    private static List<Sampled> lines(Value value) {
        List<Sampled> sample = new ArrayList<>();
        for (int t = 0; t < 60; t++) {
            for (int s = 0; s < 5; s++) {
                sample.add(sampled(s % 2, START + 1000L * t, null, value.of(s, t)));
            }
        }
        return sample;
    }

    private static Sampled sampled(int partition, long timestamp, @Nullable String key, String value) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new Sampled(partition, timestamp, bytes, value.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static String number(int s, int t) {
        return String.format(Locale.ROOT, "%.3f", 20 + 3 * Math.sin(s + 0.7 * t));
    }

    private static String mode(int t) {
        return List.of("idle", "slow", "fast").get(t % 3);
    }
}
