package io.backflow.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.infer.TopicPlace;
import io.backflow.jobs.infer.Wanted;
import io.backflow.jobs.replay.HoldOutShare.By;
import io.backflow.jobs.sequence.Step;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplayTest {

    private static final ReplaySettings ONCE = new ReplaySettings(1, 0, null, false);
    private static final long DAY = Duration.ofDays(1).toMillis();

    @TempDir
    Path folder;

    @Test
    void rowsBecomeJsonAndTheKeyIsTheSequence() throws Exception {
        ReplayedTable table = ReplayedTable.of(
                folder,
                ONCE,
                "station,at,temp,sky",
                "0815,2026-01-01T00:00:00Z,1.50,\"a \"\"b\"\"\nc\"",
                "0815,2026-01-01T01:00:00Z,-2e1,",
                "7,2026-01-01T01:00:00Z,NaN,clear",
                "7,2026-01-01T02:00:00Z,3,clear");

        assertThat(table.values)
                .containsExactly(
                        "{\"station\":\"0815\",\"at\":\"2026-01-01T00:00:00Z\",\"temp\":1.50,"
                                + "\"sky\":\"a \\\"b\\\"\\nc\"}",
                        "{\"station\":\"0815\",\"at\":\"2026-01-01T01:00:00Z\",\"temp\":-2E+1}",
                        "{\"station\":\"7\",\"at\":\"2026-01-01T01:00:00Z\",\"sky\":\"clear\"}",
                        "{\"station\":\"7\",\"at\":\"2026-01-01T02:00:00Z\",\"temp\":3,\"sky\":\"clear\"}");
        assertThat(table.keys).containsExactly("0815", "0815", "7", "7");
        assertThat(table.result.rows()).isEqualTo(4);
        assertThat(table.result.sequences()).isEqualTo(2);
    }

    @Test
    void rowsThatAreNoStepsAreCountedByReason() throws Exception {
        TableFile file = ReplayedTable.file(
                folder,
                "a.csv",
                "id;n;t;x",
                "a;0;2026-01-01T00:00:00Z;1",
                "a;1;2026-01-01T01:00:00Z",
                "a;2;2026-01-01T02:00:00Z;2",
                "a;3;yesterday;2",
                "a;4;2026-01-01T02:00:00Z;2\"");

        ReplayedTable table = ReplayedTable.of(List.of(file), config("""
                  format: json
                  fields: {sequence: id, time: t, step: n, features: [x]}
                """), ONCE, Integer.MAX_VALUE);

        assertThat(table.values).hasSize(2);
        assertThat(table.result.rows()).isEqualTo(5);
        assertThat(table.result.skipped())
                .containsOnly(Map.entry("columns", 1L), Map.entry("field", 1L), Map.entry("malformed", 1L));
        assertThat(table.result.examples().get("columns"))
                .startsWith("line 3 of ")
                .contains("has 3 values");
        assertThat(table.result.examples().get("field"))
                .startsWith("line 5 of ")
                .contains("yesterday");
    }

    @Test
    void aFileWithoutAColumnOfSequencesIsOne() throws Exception {
        ReplayedTable table = ReplayedTable.of(folder, ONCE, hours(4));

        assertThat(table.keys).containsOnly("table");
        assertThat(table.values.get(0)).isEqualTo("{\"time\":\"2026-01-01T00:00:00Z\",\"x\":0}");
    }

    @Test
    void eachEpochIsALifeOfItsOwnBeforeThatOfTheFile() throws Exception {
        ReplayedTable table = ReplayedTable.of(folder, new ReplaySettings(3, 0, null, false), hours(30));

        long first = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        // 29 hours and the pause are two days
        assertThat(table.steps.get(0).eventTime()).isEqualTo(first - 4 * DAY);
        assertThat(table.steps.get(30).eventTime()).isEqualTo(first - 2 * DAY);
        assertThat(table.steps.get(60).eventTime()).isEqualTo(first);
        assertThat(indicesOfEnds(table.steps)).containsExactly(29, 59);
        assertThat(table.steps).extracting(Step::eventTime).isSorted();
        assertThat(table.result.epochs()).isEqualTo(3);
        assertThat(table.result.written()).isEqualTo(new ReplayResult.Written(90, 0, 0));
    }

    @Test
    void theLastPartOfTheTimeIsWrittenOnceWithWeightZero() throws Exception {
        ReplayedTable table =
                ReplayedTable.of(folder, new ReplaySettings(2, 0, new HoldOutShare(0.25, By.TIME), false), hours(21));

        // hours 15 to 20 are held out; hour 14 forecasts the first of them
        assertThat(table.steps).hasSize(15 + 21);
        assertThat(table.steps.subList(0, 15)).extracting(Step::weight).containsOnly(1f);
        assertThat(indicesOfEnds(table.steps)).containsExactly(14);
        assertThat(table.steps.subList(15, 29)).extracting(Step::weight).containsOnly(1f);
        assertThat(table.steps.subList(29, 36)).extracting(Step::weight).containsOnly(0f);
        assertThat(table.result.written()).isEqualTo(new ReplayResult.Written(36, 6, 1));
    }

    @Test
    void everyRecordSaysItsWeightAndEndWhereSomeDo() throws Exception {
        ReplayedTable table =
                ReplayedTable.of(folder, new ReplaySettings(2, 0, new HoldOutShare(0.25, By.TIME), false), hours(21));

        assertThat(table.values)
                .allMatch(value -> value.contains("\"step_weight\":") && value.contains("\"end_of_sequence\":"));
    }

    @Test
    void aTopicOfItsOwnTakesWhatIsHeldOutAsItIs() throws Exception {
        ReplayedTable table =
                ReplayedTable.of(folder, new ReplaySettings(2, 0, new HoldOutShare(0.25, By.TIME), true), hours(21));

        assertThat(table.steps).hasSize(30).extracting(Step::weight).containsOnly(1f);
        assertThat(table.heldOut).hasSize(6).noneMatch(value -> value.contains("step_weight"));
    }

    @Test
    void sequencesAreHeldOutWhole() throws Exception {
        List<String> rows = new ArrayList<>(List.of("id,time,x"));
        for (int t = 0; t < 3; t++) {
            for (int i = 0; i < 40; i++) {
                rows.add("pump-" + i + ",2026-01-01T0" + t + ":00:00Z," + (t * t + i));
            }
        }
        ReplayedTable table = ReplayedTable.of(
                folder,
                new ReplaySettings(2, 0, new HoldOutShare(0.25, By.SEQUENCE), false),
                rows.toArray(String[]::new));

        List<String> held = table.steps.stream()
                .filter(step -> step.weight() == 0)
                .map(Step::sequenceId)
                .toList();
        assertThat(held).hasSizeBetween(3 * 4, 3 * 16).hasSize((int)
                table.result.written().heldOut());
        assertThat(table.steps)
                .filteredOn(step -> step.weight() == 1)
                .noneMatch(step -> held.contains(step.sequenceId()));
        assertThat(table.result.written().beforeHeldOut()).isZero();
    }

    @Test
    void eachColumnOfAWideTableIsASequence() throws Exception {
        TableFile file = ReplayedTable.file(
                folder, "wide.csv", "time,north,south", "2026-01-01T00:00:00Z,1,2", "2026-01-01T01:00:00Z,,4");
        JobConfig config = TableDraft.of(
                file.wide(null),
                new Wanted(List.of("sequence"), null, null),
                new TopicPlace("localhost:9092", "topic", Map.of()));

        ReplayedTable table = ReplayedTable.of(List.of(file.wide(null)), config, ONCE, Integer.MAX_VALUE);

        assertThat(table.keys).containsExactly("north", "south", "south");
        assertThat(table.values.get(2))
                .isEqualTo("{\"time\":\"2026-01-01T01:00:00Z\",\"sequence\":\"south\",\"value\":4}");
        assertThat(table.result.skipped()).containsOnly(Map.entry("no_value", 1L));
    }

    @Test
    void filesAreMergedByTime() throws Exception {
        TableFile north = ReplayedTable.file(folder, "north.csv", "t,n,x", "1000,0,1", "3000,1,2");
        TableFile south = ReplayedTable.file(folder, "south.csv", "t,n,x", "2000,0,3", "4000,1,4");

        ReplayedTable table = ReplayedTable.of(List.of(north, south), config("""
                  format: json
                  fields: {sequence: $key, time: t, step: n, features: [x]}
                """), ONCE, Integer.MAX_VALUE);

        assertThat(table.keys).containsExactly("north", "south", "north", "south");
    }

    @Test
    void aConfigurationSaysHowRecordsAreWritten() throws Exception {
        TableFile file =
                ReplayedTable.file(folder, "a.csv", "device.id,v[0],v[1],when,extra", "p,1,2,01.02.2026 03:04:05,true");
        JobConfig json = config("""
                  format: json
                  fields:
                    sequence: device.id
                    time: {path: when, pattern: "dd.MM.yyyy HH:mm:ss", zone: Europe/Berlin}
                    step: n
                    features: [{path: v, size: 2}]
                """, 2);

        ReplayedTable table = ReplayedTable.of(List.of(file), json, ONCE, Integer.MAX_VALUE);

        assertThat(table.values)
                .containsExactly("{\"device\":{\"id\":\"p\"},\"v\":[1,2],\"when\":\"01.02.2026 03:04:05\","
                        + "\"extra\":true,\"n\":0}");
        assertThat(table.steps)
                .extracting(Step::eventTime)
                .containsExactly(Instant.parse("2026-02-01T02:04:05Z").toEpochMilli());
    }

    @Test
    void linesHaveTheColumnsOfTheirHeader() throws Exception {
        TableFile file = ReplayedTable.file(folder, "a.csv", "x,id,extra,t", "1,\"a;b\",?,1000", "2,\"a;b\",?,2000");
        JobConfig csv = config("""
                  format: {type: csv, header: [id, t, n, x, w], separator: ";"}
                  fields: {sequence: id, time: t, step: n, features: [x], weight: w}
                """);

        ReplayedTable table = ReplayedTable.of(
                List.of(file), csv, new ReplaySettings(1, 0, new HoldOutShare(0.5, By.TIME), false), Integer.MAX_VALUE);

        assertThat(table.values).containsExactly("\"a;b\";1000;0;1;0", "\"a;b\";2000;1;2;0");
    }

    @Test
    void compressedFilesAreRead() throws Exception {
        Path zipped = folder.resolve("table.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(String.join("\n", hours(3)).getBytes());
        }

        assertThat(TableFile.at(zipped).columns()).containsExactly("time", "x");
        assertThat(TableFile.at(zipped).first(10)).hasSize(3);
        assertThat(TableFile.at(zipped).stem()).isEqualTo("table");
    }

    @Test
    void aStoppedReplayHasWrittenWhatItCounts() throws Exception {
        TableFile file = ReplayedTable.file(folder, "a.csv", "id,t,n,x", "a,1,0,1", "a,2,1,1", "a,3,2,1");

        ReplayedTable table = ReplayedTable.of(List.of(file), config("""
                  format: json
                  fields: {sequence: id, time: t, step: n, features: [x]}
                """), ONCE, 2);

        assertThat(table.result.stopped()).isTrue();
        assertThat(table.result.epochs()).isZero();
        assertThat(table.result.written().records()).isEqualTo(2).isEqualTo(table.steps.size());
    }

    @Test
    void eventTimePacesAReplay() throws Exception {
        TableFile file = ReplayedTable.file(folder, "a.csv", "id,t,n,x", "a,1000,0,1", "a,61000,1,1");
        long since = System.nanoTime();

        ReplayedTable.of(List.of(file), config("""
                  format: json
                  fields: {sequence: id, time: t, step: n, features: [x]}
                """), new ReplaySettings(1, 200, null, false), Integer.MAX_VALUE);

        // a minute at 200 times its speed
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void whatAStreamCannotSayIsRefused() throws Exception {
        TableFile file = ReplayedTable.file(folder, "a.csv", "id,t,n,x", "a,1,0,1", "a,2,1,1");
        JobConfig plain = config("""
                  format: json
                  fields: {sequence: id, time: t, step: n, features: [x]}
                """);
        JobConfig byTime = config("""
                  format: json
                  order: time
                  fields: {sequence: id, time: t, features: [x]}
                """);

        refused(file, plain, new ReplaySettings(1, 0, new HoldOutShare(0.5, By.TIME), false), "stream.fields.weight");
        refused(file, byTime, new ReplaySettings(2, 0, null, false), "stream.fields.end");
        assertThatThrownBy(() -> new ReplaySettings(0, 0, null, false)).hasMessageContaining("--epochs is 0");
        assertThatThrownBy(() -> new ReplaySettings(1, -1, null, false)).hasMessageContaining("--speed is -1.0");
        assertThatThrownBy(() -> HoldOutShare.parse("150%", By.TIME)).hasMessageContaining("--hold-out is 150%");
        assertThatThrownBy(() -> HoldOutShare.parse("0%", By.TIME)).hasMessageContaining("--hold-out is 0.0");
        assertThat(HoldOutShare.parse("15%", By.TIME).share()).isEqualTo(0.15);
        assertThat(HoldOutShare.parse("0.2", By.TIME).share()).isEqualTo(0.2);
    }

    private static void refused(TableFile file, JobConfig config, ReplaySettings settings, String key) {
        assertThatThrownBy(() -> ReplayedTable.of(List.of(file), config, settings, Integer.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    private static List<Integer> indicesOfEnds(List<Step> steps) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).endOfSequence()) {
                ends.add(i);
            }
        }
        return ends;
    }

    private static String[] hours(int hours) {
        List<String> rows = new ArrayList<>(List.of("time,x"));
        for (int t = 0; t < hours; t++) {
            rows.add(Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofHours(t)) + "," + t * t);
        }
        return rows.toArray(String[]::new);
    }

    private static JobConfig config(String stream) {
        return config(stream, 1);
    }

    private static JobConfig config(String stream, int features) {
        return JobConfig.parse("stream:\n" + stream + """
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: %1$d}
                  layers: [{type: gru, units: 2}]
                  head: {units: %1$d, loss: {type: mse}}
                target: {type: next}
                """.formatted(features));
    }
}
