package io.backflow.cli;

import io.backflow.cli.TerminalPlot.Bar;
import io.backflow.jobs.evaluate.Evaluated;
import io.backflow.jobs.evaluate.EvaluationRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code backflow evaluate} prints. */
final class EvaluationText {

    private final EvaluationReport report;
    private final TerminalPlot plot;

    EvaluationText(EvaluationReport report, TerminalPlot plot) {
        this.report = report;
        this.plot = plot;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        EvaluationRun.Result result = report.result();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %,d steps to learn from, %,d held out (%s)",
                report.input(),
                result.learnt(),
                result.heldOut(),
                report.heldOutBy()));
        report.rejected()
                .forEach((reason, count) ->
                        lines.add(String.format(Locale.ROOT, "%,d are no steps, %s", count, reason)));
        if (result.outOfOrder() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d steps left out: they come after a newer one of their sequence, or again",
                    result.outOfOrder()));
        }
        for (int i = 0; i < result.results().size(); i++) {
            lines.add("");
            lines.add(title(report, i));
            lines.addAll(table(result.results().get(i)).lines(plot.width()));
            lines.add("");
            lines.addAll(plot.bars(bars(report, i)));
        }
        result.without()
                .forEach(name -> lines.add(
                        name.equals("seasonal (0)")
                                ? "no period was found; --period gives one"
                                : "too few steps to learn from for " + name));
        return lines;
    }

    /** What is compared in part {@code index}. */
    static String title(EvaluationReport report, int index) {
        Evaluated part = report.result().results().get(index);
        String ahead = part.stepsAhead() == 0
                ? "the target of the same step"
                : part.stepsAhead() + (part.stepsAhead() == 1 ? " step ahead" : " steps ahead");
        return String.format(
                Locale.ROOT,
                "%,d forecasts, %s, made after step %d or later; errors in units of each column's deviation",
                part.forecasts(),
                ahead,
                report.fromStep());
    }

    private TextTable table(Evaluated part) {
        TextTable table = new TextTable();
        List<String> header = new ArrayList<>(List.of("", "mse", "mae"));
        report.columns().forEach(column -> header.add("mse " + column));
        table.row(header);
        for (Evaluated.Method method : part.methods()) {
            List<String> row = new ArrayList<>(
                    List.of(method.name(), TerminalPlot.number(method.mse()), TerminalPlot.number(method.mae())));
            for (double mse : method.columnMse()) {
                row.add(TerminalPlot.number(mse));
            }
            table.row(row);
        }
        return table;
    }

    /** The mean squared errors of part {@code index}. */
    static List<Bar> bars(EvaluationReport report, int index) {
        return report.result().results().get(index).methods().stream()
                .map(method -> new Bar(method.name(), method.mse()))
                .toList();
    }
}
