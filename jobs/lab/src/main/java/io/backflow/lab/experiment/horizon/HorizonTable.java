package io.backflow.lab.experiment.horizon;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as words. */
final class HorizonTable {

    private static final String HEAD = "task,cell,mode,every,back,accuracy,mse,updates,steps,seed,seconds\n";

    private HorizonTable() {}

    static String csv(List<HorizonRow> rows) {
        return HEAD + rows.stream().map(HorizonTable::cells).collect(Collectors.joining());
    }

    private static String cells(HorizonRow row) {
        return String.join(
                        ",",
                        row.task(),
                        row.cell(),
                        row.variant(),
                        Integer.toString(row.every()),
                        Integer.toString(row.back()),
                        number(row.accuracy()),
                        number(row.mse()),
                        Long.toString(row.updates()),
                        Long.toString(row.steps()),
                        Long.toString(row.seed()),
                        number(row.seconds()))
                + "\n";
    }

    static String line(HorizonRow row) {
        String score = row.accuracy() != null ? "accuracy " + number(row.accuracy()) : "test MSE " + number(row.mse());
        return String.format(
                Locale.ROOT,
                "%-18s %-8s %-12s every %2d back %3s  %s  (%s%d updates, %.0f s%s)",
                row.task(),
                row.cell(),
                row.variant(),
                row.every(),
                reach(row.back()),
                score,
                row.through() == null ? "" : "seed " + row.seed() + " through the " + name(row.through()) + ", ",
                row.updates(),
                row.seconds(),
                row.stepsPerSecond() == null
                        ? ""
                        : String.format(Locale.ROOT, ", %,.0f steps/s", row.stepsPerSecond()));
    }

    static String line(HorizonBench.Cost cost) {
        return String.format(
                Locale.ROOT,
                "%-12s %-12s every %2d back %3s  %,12.0f steps/s  %6.2fx  %,10d bytes a sequence%s",
                cost.cell(),
                cost.variant(),
                cost.every(),
                reach(cost.back()),
                cost.stepsPerSecond(),
                cost.slowdown(),
                cost.bytesPerSequence(),
                cost.forwardSteps() == null
                        ? ""
                        : String.format(Locale.ROOT, "  %.2f forward steps", cost.forwardSteps()));
    }

    static String name(Through through) {
        return through.name().toLowerCase(Locale.ROOT);
    }

    static String reach(int back) {
        return back == 0 ? "all" : Integer.toString(back);
    }

    static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
    }
}
