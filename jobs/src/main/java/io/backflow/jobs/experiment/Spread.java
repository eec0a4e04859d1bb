package io.backflow.jobs.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The errors of one horizon over several seeds. */
record Spread(String task, String cell, String mode, int every, int back, List<Double> sorted) {

    /** One for each horizon that {@code rows} has more than one error of, in their order. */
    static List<Spread> of(List<Row> rows) {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.mse() != null) {
                String horizon = String.join("/", row.task(), row.cell(), row.mode()) + row.every() + "/" + row.back();
                groups.computeIfAbsent(horizon, key -> new ArrayList<>()).add(row);
            }
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(Spread::ofGroup)
                .toList();
    }

    private static Spread ofGroup(List<Row> group) {
        Row any = group.get(0);
        List<Double> sorted = group.stream()
                .map(row -> Objects.requireNonNull(row.mse()))
                .sorted()
                .toList();
        return new Spread(any.task(), any.cell(), any.mode(), any.every(), any.back(), sorted);
    }

    double median() {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-18s %-8s %-12s every %2d back %3s  test MSE %.4f (%.4f to %.4f over %d seeds)",
                task,
                cell,
                mode,
                every,
                Report.reach(back),
                median(),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }
}
