package io.backflow.jobs.replay;

import io.backflow.jobs.config.ColumnsField;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.FieldPath;
import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.FormatConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.sequence.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows in the format of a stream. A part of a record is the column whose name is its path; step number, weight
 * and end are added where the stream has such parts and the file has no such column.
 */
final class RowWriter {

    private final List<String> columns;
    private final int inFile;
    private final RowEncoder encoder;
    private final ShiftedTime times;
    private final int time;
    private final int step;
    private final int weight;
    private final int end;
    private final int key;
    private final boolean countsSteps;
    private final ReplaySettings settings;

    /** @param stream has fields */
    RowWriter(StreamConfig stream, TableFile file, ReplaySettings settings) {
        this.settings = settings;
        if (stream.fields() == null) {
            throw refused(stream.format());
        }
        FieldsConfig fields = stream.fields();
        columns = new ArrayList<>(named(stream.format(), file));
        inFile = columns.size();
        times = new ShiftedTime(fields.time());
        time = columns.indexOf(fields.time().path());
        countsSteps = fields.step() != null && !columns.contains(fields.step());
        step = added(fields.step());
        weight = added(fields.weight());
        end = added(fields.end());
        key = columns.indexOf(FieldPath.KEY);
        encoder = encoder(stream.format(), fields);
    }

    /** The columns' names; without a header of the format, their positions. */
    private static List<String> named(FormatConfig format, TableFile file) {
        boolean byPosition = format instanceof FormatConfig.Csv csv && csv.header() == null;
        return byPosition
                ? IntStream.range(0, file.parts().size())
                        .mapToObj(Integer::toString)
                        .toList()
                : file.parts();
    }

    private int added(@Nullable String path) {
        if (path != null && !columns.contains(path)) {
            columns.add(path);
        }
        return path == null ? -1 : columns.indexOf(path);
    }

    private RowEncoder encoder(FormatConfig format, FieldsConfig fields) {
        if (format instanceof FormatConfig.Csv csv) {
            return new CsvLines(csv, columns);
        }
        if (format instanceof FormatConfig.Json) {
            Set<String> texts = new HashSet<>(fields.sequence());
            fields.features().stream()
                    .filter(ColumnsField::categorical)
                    .map(ColumnsField::path)
                    .forEach(texts::add);
            return new JsonRows(columns, texts);
        }
        throw refused(format);
    }

    private static ConfigException refused(FormatConfig format) {
        return new ConfigException("stream.format is "
                + format.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                + "; replay writes json and csv, so set stream.format to one of them, or leave --config out: then it"
                + " writes JSON, and backflow init writes a configuration for the topic");
    }

    /** Whether the file says itself when steps happen. */
    boolean hasTime() {
        return time >= 0;
    }

    boolean hasWeight() {
        return weight >= 0;
    }

    boolean hasEnd() {
        return end >= 0;
    }

    /** The value of the record that {@code row} is, as it stands in the file. */
    byte[] value(Row row) {
        return encoder.encode(countsSteps ? cells(row, 0) : cells(row));
    }

    /** The key of the record, where the file has a column for it; else null. */
    byte @Nullable [] key(Row row) {
        return key < 0 ? null : row.cells()[key].getBytes(StandardCharsets.UTF_8);
    }

    private String[] cells(Row row) {
        String[] cells = Arrays.copyOf(row.cells(), columns.size());
        Arrays.fill(cells, inFile, cells.length, "");
        return cells;
    }

    private String[] cells(Row row, long number) {
        String[] cells = cells(row);
        cells[step] = Long.toString(number);
        return cells;
    }

    /**
     * The value of the record that {@code row} is in another place.
     *
     * @param read what the row says as it stands in the file
     * @param place where it belongs
     */
    byte[] value(Row row, Step read, PlacedStep place) {
        String[] cells = countsSteps ? cells(row, place.number()) : cells(row);
        if (time >= 0) {
            cells[time] = times.of(cells[time], read.eventTime(), place.shift());
        }
        if (weight >= 0 && settings.marksWeights()) {
            cells[weight] = place.weightless() ? "0" : orElse(cells[weight], "1");
        }
        if (end >= 0 && settings.marksEnds()) {
            cells[end] = place.last() ? "true" : orElse(cells[end], "false");
        }
        return encoder.encode(cells);
    }

    private static String orElse(String cell, String other) {
        return cell.isEmpty() ? other : cell;
    }

    /** Whether step numbers are counted here, since the file has none. */
    boolean countsSteps() {
        return countsSteps;
    }
}
