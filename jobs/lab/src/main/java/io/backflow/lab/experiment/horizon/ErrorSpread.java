package io.backflow.lab.experiment.horizon;

import io.backflow.lab.experiment.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The errors of one horizon over several seeds. */
record ErrorSpread(String task, String cell, String variant, int every, int back, List<Double> sorted) {

    /** One for each horizon that {@code rows} has more than one error of, in their order. */
    static List<ErrorSpread> of(List<HorizonRow> rows) {
        Map<String, List<HorizonRow>> groups = new LinkedHashMap<>();
        for (HorizonRow row : rows) {
            if (row.mse() != null) {
                String horizon =
                        String.join("/", row.task(), row.cell(), row.variant()) + row.every() + "/" + row.back();
                groups.computeIfAbsent(horizon, key -> new ArrayList<>()).add(row);
            }
        }
        return groups.values().stream()
                .filter(group -> group.size() > 1)
                .map(ErrorSpread::ofGroup)
                .toList();
    }

    private static ErrorSpread ofGroup(List<HorizonRow> group) {
        HorizonRow any = group.get(0);
        List<Double> sorted = group.stream()
                .map(row -> Objects.requireNonNull(row.mse()))
                .sorted()
                .toList();
        return new ErrorSpread(any.task(), any.cell(), any.variant(), any.every(), any.back(), sorted);
    }

    double median() {
        return Median.of(sorted);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-18s %-8s %-12s every %2d back %3s  test MSE %.4f (%.4f to %.4f over %d seeds)",
                task,
                cell,
                variant,
                every,
                HorizonTable.reach(back),
                median(),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }
}
