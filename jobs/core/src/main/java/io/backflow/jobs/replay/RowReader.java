package io.backflow.jobs.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, each with as many cells as the table has parts of a step: where each column
 * is a sequence, a row for each value. Not thread-safe.
 */
final class RowReader implements Closeable {

    private final TableFile file;
    private final TableRows rows;
    private @Nullable Row wide;
    private int column;

    RowReader(TableFile file) throws IOException {
        this.file = file;
        rows = file.rows().open();
    }

    /** The next row; null after the last. */
    @Nullable
    Row next() throws IOException, SkippedRow {
        if (file.time() < 0) {
            return line();
        }
        if (wide == null || column == file.columns().size()) {
            wide = line();
            column = 0;
        }
        column += column == file.time() ? 1 : 0;
        if (wide == null || column == file.columns().size()) {
            return wide == null ? null : next();
        }
        return value(wide, column++);
    }

    private Row value(Row row, int at) throws SkippedRow {
        String[] cells = row.cells();
        String name = file.columns().get(at);
        if (cells[at].isEmpty()) {
            throw new SkippedRow("no_value", "line " + row.line() + " of " + file.path() + " has no value of " + name);
        }
        return new Row(row.line(), new String[] {cells[file.time()], name, cells[at]});
    }

    private @Nullable Row line() throws IOException, SkippedRow {
        Row row = rows.next();
        if (row != null && row.cells().length != file.columns().size()) {
            throw new SkippedRow(
                    "columns",
                    "line " + row.line() + " of " + file.path() + " has " + row.cells().length
                            + " values, and the header names " + file.columns().size());
        }
        return row;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
