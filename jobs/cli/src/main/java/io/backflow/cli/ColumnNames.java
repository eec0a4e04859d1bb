package io.backflow.cli;

import io.backflow.jobs.config.ColumnsField;
import io.backflow.jobs.config.FieldsConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.TargetRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What people call the columns that are forecast. */
final class ColumnNames {

    private ColumnNames() {}

    /**
     * The names.
     *
     * @param width columns that are forecast
     */
    static List<String> of(JobConfig config, int width) {
        FieldsConfig fields = config.stream().fields();
        TargetRule targets = config.target().rule(config.model().head().targetWidth());
        boolean given = targets.stepsAhead() == 0;
        List<ColumnsField> of = fields == null ? null : given ? fields.target() : fields.features();
        if (of == null) {
            return IntStream.range(0, width).mapToObj(i -> "column " + i).toList();
        }
        List<String> all = of.stream().flatMap(field -> names(field).stream()).toList();
        int[] columns = given ? IntStream.range(0, width).toArray() : targets.columns();
        return IntStream.of(columns).mapToObj(all::get).toList();
    }

    private static List<String> names(ColumnsField field) {
        List<String> names = new ArrayList<>();
        List<String> categories = field.categories();
        for (int i = 0; i < field.columns(); i++) {
            names.add(
                    field.columns() == 1
                            ? field.path()
                            : categories != null
                                    ? field.path() + "=" + categories.get(i)
                                    : field.path() + "[" + i + "]");
        }
        return names;
    }
}
