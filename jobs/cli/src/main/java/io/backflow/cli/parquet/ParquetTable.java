package io.backflow.cli.parquet;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.replay.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * A table in a Parquet file (<a href="https://parquet.apache.org/docs/file-format/">its format</a>). A column is a
 * number, a truth, a text, a date or a time; one inside a group is named by its path, such as {@code position.x}.
 */
public final class ParquetTable {

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private ParquetTable() {}

    /** Whether the file at {@code path} is such a file; false where there is none. */
    public static boolean is(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream file = Files.newInputStream(path)) {
            return Arrays.equals(file.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /** The file at {@code path}; throws {@link ConfigException} where it cannot be read as a table. */
    public static TableFile at(Path path) throws IOException {
        try (ParquetFileReader file = open(path)) {
            MessageType schema = file.getFileMetaData().getSchema();
            List<String> names = schema.getColumns().stream()
                    .map(column -> checked(path, column))
                    .map(ParquetTable::name)
                    .toList();
            return new TableFile(path, names, () -> new ParquetRows(path, open(path)), -1);
        }
    }

    private static ParquetFileReader open(Path path) throws IOException {
        ParquetReadOptions options = new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .build();
        try {
            return ParquetFileReader.open(new LocalInputFile(path), options);
        } catch (IOException | RuntimeException e) { // the library says by many kinds that a file is damaged
            throw damaged(path, e);
        }
    }

    static ConfigException damaged(Path path, Exception problem) {
        return new ConfigException(
                path + " is damaged, or no whole Parquet file: " + problem.getMessage() + "; write it again", problem);
    }

    private static ColumnDescriptor checked(Path path, ColumnDescriptor column) {
        if (column.getMaxRepetitionLevel() > 0) {
            throw new ConfigException(path + ": column " + name(column)
                    + " holds several values a row; write the file without it, or with a column for each value");
        }
        if (!ParquetColumn.isReadable(column.getPrimitiveType())) {
            throw new ConfigException(path + ": column " + name(column) + " is " + column.getPrimitiveType()
                    + ", which is no number, truth, text, date or time; write the file without it");
        }
        return column;
    }

    private static String name(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }
}
