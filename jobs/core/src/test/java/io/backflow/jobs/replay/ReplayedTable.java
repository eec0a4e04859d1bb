package io.backflow.jobs.replay;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.Incoming;
import io.backflow.jobs.format.RecordDecoder;
import io.backflow.jobs.format.RecordException;
import io.backflow.jobs.infer.TopicPlace;
import io.backflow.jobs.infer.Wanted;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table that was replayed, and what was sent of it. */
final class ReplayedTable implements ReplaySink {

    final List<String> keys = new ArrayList<>();
    final List<String> values = new ArrayList<>();
    final List<String> heldOut = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    ReplayResult result;
    private final StepReader reader;
    private final int stopAfter;

    private ReplayedTable(StepReader reader, int stopAfter) {
        this.reader = reader;
        this.stopAfter = stopAfter;
    }

    /** A file of {@code rows}, replayed as JSON, its columns chosen as {@code init} chooses them. */
    static ReplayedTable of(Path folder, ReplaySettings settings, String... rows) throws Exception {
        TableFile file = file(folder, "table.csv", rows);
        TopicPlace place = new TopicPlace("localhost:9092", "topic", Map.of());
        JobConfig config = TableDraft.of(file, new Wanted(List.of(), null, null), place);
        return of(List.of(file), config, settings, Integer.MAX_VALUE);
    }

    static ReplayedTable of(List<TableFile> files, JobConfig config, ReplaySettings settings, int stopAfter)
            throws Exception {
        StepReader reader = reader(config);
        ReplayedTable table = new ReplayedTable(reader, stopAfter);
        table.result = new FileReplay(files, config, reader, settings).run(table);
        return table;
    }

    static TableFile file(Path folder, String name, String... rows) throws IOException {
        Path path = Files.writeString(folder.resolve(name), String.join("\n", rows) + "\n");
        return TableFile.at(path);
    }

    private static StepReader reader(JobConfig config) {
        RecordDecoder decoder = RecordDecoder.of(config, id -> null, () -> 0).orElseThrow();
        return (key, value) -> {
            try {
                return decoder.decode(new Sent(key, value));
            } catch (RecordException e) {
                throw new SkippedRow(e.reason().name().toLowerCase(Locale.ROOT), String.valueOf(e.getMessage()));
            }
        };
    }

    private record Sent(byte[] key, byte[] value) implements Incoming {

        @Override
        public long timestamp() {
            return -1;
        }

        @Override
        public byte[] header(String name) {
            return null;
        }
    }

    @Override
    public void send(byte[] key, byte[] value, boolean elsewhere) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (elsewhere) {
            heldOut.add(text);
            return;
        }
        keys.add(new String(key, StandardCharsets.UTF_8));
        values.add(text);
        try {
            steps.add(reader.read(key, value));
        } catch (SkippedRow e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean goesOn(Progress progress) {
        return steps.size() < stopAfter;
    }
}
