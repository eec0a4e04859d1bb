package io.backflow.jobs.sql;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.sequence.Step;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.ColumnList;
import org.apache.flink.types.Row;

/** Reads steps from the rows of a table. */
final class RowReader {

    private final int[] key;
    private final int[] features;
    private final String[] names;
    private final int time;

    /**
     * @param table partitioned by what identifies a sequence
     * @param features columns of the model's features, in their order
     * @param time the column of the event time
     */
    RowReader(TableSemantics table, ColumnList features, ColumnList time) {
        names = DataType.getFieldNames(table.dataType()).toArray(String[]::new);
        key = table.partitionByColumns();
        this.features = features.getNames().stream().mapToInt(this::index).toArray();
        if (time.getNames().size() != 1) {
            throw new ConfigException("the argument event_time names the columns " + time.getNames() + "; name one");
        }
        this.time = index(time.getNames().get(0));
    }

    private int index(String name) {
        int index = List.of(names).indexOf(name);
        if (index < 0) {
            throw new ConfigException("the arguments features and event_time name the column " + name
                    + "; the table has " + List.of(names));
        }
        return index;
    }

    /** The sequence that {@code row} belongs to. */
    String sequence(Row row) {
        return Arrays.stream(key).mapToObj(i -> String.valueOf(row.getField(i))).collect(Collectors.joining(","));
    }

    /** The step in {@code row}. */
    Step step(String sequence, long number, Row row) {
        float[] values = new float[features.length];
        for (int i = 0; i < values.length; i++) {
            if (!(row.getField(features[i]) instanceof Number value)) {
                throw refusal(sequence, row, features[i], "numbers");
            }
            values[i] = value.floatValue();
        }
        return new Step(sequence, number, millis(sequence, row), values);
    }

    private long millis(String sequence, Row row) {
        Object value = row.getField(time);
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof LocalDateTime local) {
            return local.toInstant(ZoneOffset.UTC).toEpochMilli();
        }
        if (value instanceof Long millis) {
            return millis;
        }
        throw refusal(sequence, row, time, "TIMESTAMP, TIMESTAMP_LTZ or milliseconds as BIGINT");
    }

    private IllegalArgumentException refusal(String sequence, Row row, int column, String wanted) {
        return new IllegalArgumentException("column " + names[column] + " of sequence " + sequence + " is "
                + row.getField(column) + "; it must contain " + wanted + ", so leave other rows out with WHERE");
    }
}
