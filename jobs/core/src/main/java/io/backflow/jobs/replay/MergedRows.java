package io.backflow.jobs.replay;

import io.backflow.jobs.sequence.Step;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one or several files, each in its own order; of several files the one whose next step is the oldest goes
 * first. Not thread-safe.
 */
final class MergedRows implements Closeable {

    private final StepReader reader;
    private final Consumer<SkippedRow> skipped;
    private final List<Source> sources = new ArrayList<>();
    private final PriorityQueue<Source> queue;

    /** A file, and its next step. */
    private static final class Source {

        private final TableFile file;
        private final RowReader rows;
        private final RowWriter writer;
        private final byte[] ownKey;
        private final int index;
        private @Nullable ReadRow next;
        private long time;

        Source(ReplayedFile file, int index) throws IOException {
            this.file = file.file();
            rows = new RowReader(file.file());
            writer = file.writer();
            ownKey = file.file().stem().getBytes(StandardCharsets.UTF_8);
            this.index = index;
        }
    }

    /** @param skipped takes each row that is no step */
    MergedRows(List<ReplayedFile> files, StepReader reader, Consumer<SkippedRow> skipped) throws IOException {
        this.reader = reader;
        this.skipped = skipped;
        queue = new PriorityQueue<>(
                Comparator.<Source>comparingLong(source -> source.time).thenComparingInt(source -> source.index));
        for (ReplayedFile file : files) {
            sources.add(new Source(file, sources.size()));
        }
        for (Source source : sources) {
            advance(source);
        }
    }

    /** The next step; null after the last. */
    @Nullable
    Placed next() throws IOException {
        Source source = queue.poll();
        if (source == null || source.next == null) {
            return null;
        }
        Placed placed = new Placed(source.next, source.writer);
        advance(source);
        return placed;
    }

    /**
     * A step, and what writes it.
     *
     * @param writer of its file
     */
    record Placed(ReadRow read, RowWriter writer) {}

    private void advance(Source source) throws IOException {
        source.next = read(source);
        if (source.next != null) {
            source.time = source.next.step().eventTime();
            queue.add(source);
        }
    }

    private @Nullable ReadRow read(Source source) throws IOException {
        while (true) {
            try {
                Row row = source.rows.next();
                if (row == null) {
                    return null;
                }
                byte[] own = source.writer.key(row);
                byte[] key = own == null ? source.ownKey : own;
                Step step = step(source, row, key);
                return new ReadRow(row, own == null ? keyOf(step) : own, step);
            } catch (SkippedRow e) {
                skipped.accept(e);
            }
        }
    }

    private Step step(Source source, Row row, byte[] key) throws SkippedRow {
        try {
            return reader.read(key, source.writer.value(row));
        } catch (SkippedRow e) {
            throw new SkippedRow(
                    e.reason(), "line " + row.line() + " of " + source.file.path() + ": " + e.getMessage());
        }
    }

    /** A record's key is its sequence, so that the steps of a sequence stay in one partition. */
    private static byte[] keyOf(Step step) {
        return step.sequenceId().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (Source source : sources) {
            source.rows.close();
        }
    }
}
