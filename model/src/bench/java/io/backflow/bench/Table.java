package io.backflow.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** The result for people. */
final class Table {

    private static final String LINE = "%-5s%4s%4s%5s%5s%3s %11s %11s %11s %10s %10s %7s %5s%n";

    private Table() {}

    static String of(Result result) {
        StringBuilder text = new StringBuilder();
        text.append("""
            Training steps, one thread: forward, backward and plain gradient descent, a dense head of %d, mean squared error.
            Rates are sequence-timesteps a second (B x T x iterations / s), medians of rounds in which engines took turns.
            sgemm 1024^3: %.1f GFLOP/s. share: part of it, as asked between a row's rounds, that the flops of backflow's
            necessary products reach: 2BT(sum over layers of GH(k in + 3H) + 3HO), k = 2 in the first layer, 3 above,
            G = 4 (LSTM) or 3 (GRU). cpu: part of the time that the threads had a processor; repeat a run with less than 0.95.
            """.formatted(Workload.OUTPUTS, result.sgemmGflops()));
        Machine m = result.machine();
        text.append("%s, %d cores, load %.2f, %s, %s%n".formatted(m.cpu(), m.cores(), m.load(), m.system(), m.java()));
        result.versions()
                .forEach((contender, versions) ->
                        text.append("%s: %s%n".formatted(contender.label(), String.join(", ", versions))));
        text.append(LINE.formatted(
                "cell", "B", "T", "I", "H", "L", "backflow", "libtorch", "dl4j", "/libtorch", "/dl4j", "share", "cpu"));
        result.rows().forEach(row -> text.append(line(row)));
        return text.toString();
    }

    static String line(Row row) {
        Workload w = row.workload();
        return LINE.formatted(
                w.cell().label(),
                w.batch(),
                w.time(),
                w.input(),
                w.hidden(),
                w.layers(),
                cell("%.0f", row.rate(Contender.BACKFLOW)),
                cell("%.0f", row.rate(Contender.LIBTORCH)),
                cell("%.0f", row.rate(Contender.DL4J)),
                cell("%.2f", row.ratioTo(Contender.LIBTORCH)),
                cell("%.2f", row.ratioTo(Contender.DL4J)),
                cell("%.2f", OptionalDouble.of(row.shareOfSgemm())),
                cell("%.2f", OptionalDouble.of(row.cpu())));
    }

    private static String cell(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }
}
