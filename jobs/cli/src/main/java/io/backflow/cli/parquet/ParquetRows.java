package io.backflow.cli.parquet;

import io.backflow.jobs.replay.Row;
import io.backflow.jobs.replay.TableRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file; one group of rows is in memory. Not thread-safe. */
final class ParquetRows implements TableRows {

    /** A group of rows that claims to need more is not read. */
    private static final long LARGEST_GROUP = 1L << 30;

    private final Path path;
    private final ParquetFileReader file;
    private final MessageType schema;
    private final List<ParquetColumn> columns;
    private final ColumnReader[] readers;
    private int group;
    private long left;
    private long row;

    /** @param file is closed with this */
    ParquetRows(Path path, ParquetFileReader file) {
        this.path = path;
        this.file = file;
        schema = file.getFileMetaData().getSchema();
        columns = schema.getColumns().stream().map(ParquetColumn::of).toList();
        readers = new ColumnReader[columns.size()];
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            while (left == 0) {
                if (!nextGroup()) {
                    return null;
                }
            }
            left--;
            row++;
            String[] cells = new String[readers.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = columns.get(i).next(readers[i]);
            }
            return new Row(row, cells);
        } catch (IOException | RuntimeException e) { // the library says by many kinds that a file is damaged
            throw ParquetTable.damaged(path, e);
        }
    }

    private boolean nextGroup() throws IOException {
        if (group == file.getRowGroups().size()) {
            return false;
        }
        BlockMetaData next = file.getRowGroups().get(group++);
        if (next.getTotalByteSize() > LARGEST_GROUP) {
            throw new IOException("a group of rows has " + next.getTotalByteSize() + " bytes, more than "
                    + LARGEST_GROUP + " are not read at once");
        }
        PageReadStore pages = file.readNextRowGroup();
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(
                pages, new Nowhere(schema), schema, file.getFileMetaData().getCreatedBy());
        for (int i = 0; i < readers.length; i++) {
            readers[i] = store.getColumnReader(schema.getColumns().get(i));
        }
        left = pages.getRowCount();
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
