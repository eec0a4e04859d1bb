package io.backflow.jobs.format;

import io.backflow.jobs.config.ColumnsField;
import java.util.List;

/** All columns of the network's input, or of its target. */
final class ColumnList {

    private final Columns[] parts;
    private final int[] offsets;
    private final int width;

    ColumnList(List<ColumnsField> config, Slots slots) {
        parts = config.stream().map(part -> Columns.of(part, slots)).toArray(Columns[]::new);
        offsets = new int[parts.length];
        int next = 0;
        for (int i = 0; i < parts.length; i++) {
            offsets[i] = next;
            next += config.get(i).columns();
        }
        width = next;
    }

    float[] values(Fields fields) throws RecordException {
        float[] values = new float[width];
        for (int i = 0; i < parts.length; i++) {
            parts[i].write(fields, values, offsets[i]);
        }
        return values;
    }

    /** Whether a record has nothing of all parts. */
    boolean isAbsent(Fields fields) {
        for (Columns part : parts) {
            if (!part.isAbsent(fields)) {
                return false;
            }
        }
        return true;
    }

    /** The token that the only part is; below 0 where it is absent. */
    long token(Fields fields) throws RecordException {
        return parts[0].token(fields);
    }
}
