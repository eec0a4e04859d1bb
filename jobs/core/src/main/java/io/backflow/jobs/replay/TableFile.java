package io.backflow.jobs.replay;

import io.backflow.jobs.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds a table.
 *
 * @param path where it is
 * @param columns names of the columns
 * @param rows reads its rows
 * @param time where each column but this one is a sequence of its own, the index of that column; else -1
 */
public record TableFile(Path path, List<String> columns, RowSource rows, int time) {

    /** Names of the columns of a table that has a column for each sequence: what each of its values is. */
    private static final String SEQUENCE = "sequence";

    private static final String VALUE = "value";

    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    public TableFile {
        columns = List.copyOf(columns);
        if (new HashSet<>(columns).size() != columns.size() || columns.contains("")) {
            throw new ConfigException(
                    path + " has the columns " + columns + "; name each column once, and all of them");
        }
    }

    /**
     * The CSV file with a header at {@code path}, plain or compressed with gzip; throws {@link ConfigException} where
     * it is none.
     */
    public static TableFile at(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ConfigException(path + " is no file; check the path");
        }
        String header;
        try (BufferedReader reader = reader(path)) {
            header = reader.readLine();
        }
        if (header == null || header.isBlank()) {
            throw new ConfigException(path + " is empty; its first line has to name the columns");
        }
        char separator = CsvRows.separatorOf(header);
        try (CsvRows rows = new CsvRows(reader(path), separator)) {
            Row names = rows.next();
            List<String> columns = List.of(names == null ? new String[0] : names.cells());
            return new TableFile(path, columns, () -> afterHeader(path, separator), -1);
        } catch (SkippedRow e) {
            throw new ConfigException(path + ": " + e.getMessage() + "; its first line has to name the columns", e);
        }
    }

    private static TableRows afterHeader(Path path, char separator) throws IOException {
        CsvRows rows = new CsvRows(reader(path), separator);
        try {
            rows.next();
            return rows;
        } catch (SkippedRow e) {
            rows.close();
            throw new IOException(path + " has changed since it was opened first", e);
        }
    }

    /**
     * The same file where each column is a sequence.
     *
     * @param timeColumn the only column that is none; null: the first
     */
    public TableFile wide(@Nullable String timeColumn) {
        int at = timeColumn == null ? 0 : columns.indexOf(timeColumn);
        if (at < 0) {
            throw new ConfigException(
                    "--time is " + timeColumn + ", but " + path + " has the columns " + columns + "; name one of them");
        }
        return new TableFile(path, columns, rows, at);
    }

    /** Names of the values of a step. */
    public List<String> parts() {
        return time < 0 ? columns : List.of(columns.get(time), SEQUENCE, VALUE);
    }

    /** Its name without endings: that of its only sequence, where no column names one. */
    public String stem() {
        String name = String.valueOf(path.getFileName());
        return name.replaceFirst("(\\.csv|\\.tsv|\\.txt|\\.parquet)?(\\.gz)?$", "");
    }

    /** Up to {@code most} rows from the beginning, those left out that are malformed. */
    public List<String[]> first(int most) throws IOException {
        List<String[]> first = new ArrayList<>();
        try (RowReader rows = new RowReader(this)) {
            while (first.size() < most) {
                try {
                    Row row = rows.next();
                    if (row == null) {
                        break;
                    }
                    first.add(row.cells());
                } catch (SkippedRow e) {
                    // counted where the file is replayed
                }
            }
        }
        return first;
    }

    private static BufferedReader reader(Path path) throws IOException {
        InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        file.mark(GZIP.length);
        byte[] begin = file.readNBytes(GZIP.length);
        file.reset();
        InputStream text = Arrays.equals(begin, GZIP) ? new GZIPInputStream(file, BUFFER) : file;
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER);
    }
}
