package io.backflow.jobs.replay;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.evaluate.StepSource;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The steps that files hold, as a job would read them. */
public final class FileSteps implements StepSource {

    private final List<ReplayedFile> files;
    private final StepReader reader;
    private final Map<String, Long> skipped = new TreeMap<>();

    /** @param config of the job; its {@code stream.fields} say which column is what */
    public FileSteps(List<TableFile> files, JobConfig config, StepReader reader) {
        ReplaySettings asTheyAre = new ReplaySettings(1, 0, null, false);
        this.files = files.stream()
                .map(file -> new ReplayedFile(file, new RowWriter(config.stream(), file, asTheyAre)))
                .toList();
        this.reader = reader;
    }

    @Override
    public void read(Consumer<Step> out) throws IOException {
        skipped.clear();
        Map<String, long[]> counted = new HashMap<>();
        try (MergedRows rows = new MergedRows(files, reader, row -> skipped.merge(row.reason(), 1L, Long::sum))) {
            for (MergedRows.Placed placed = rows.next(); placed != null; placed = rows.next()) {
                Step step = placed.read().step();
                out.accept(placed.writer().countsSteps() ? numbered(step, counted) : step);
            }
        }
    }

    /** Where the file has no step numbers, rows are counted. */
    private static Step numbered(Step step, Map<String, long[]> counted) {
        long number = counted.computeIfAbsent(step.sequenceId(), none -> new long[1])[0]++;
        return new Step(
                step.sequenceId(),
                number,
                step.eventTime(),
                step.features(),
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    /** Rows that are no steps, by reason, of the last time that the files were read. */
    public Map<String, Long> skipped() {
        return Map.copyOf(skipped);
    }
}
