package io.backflow.lab.experiment.pipeline;

import io.backflow.lab.experiment.pipeline.PipelineBench.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, as lines and as a table of a page. */
public final class PipelineTable {

    private static final String BEGIN = "<!-- bench pipeline -->\n";
    private static final String END = "<!-- end of bench pipeline -->";
    private static final String HEAD = """
            | H | p | state | predictions | steps/s | consumer with libtorch | ratio | kernels alone | stream alone | path, µs a step |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private PipelineTable() {}

    /** One job, and under it what its groups of threads used. */
    static String line(PipelineRow row) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "H=%-4d p=%d %-8s predictions %-7s %,10.0f steps/s%s  kernels alone %,.0f  stream alone %,.0f"
                        + "  path %.2f µs a step",
                row.units(),
                row.parallelism(),
                row.state(),
                row.predictions() + ":",
                row.stepsPerS(),
                beside(row),
                row.kernelStepsPerS(),
                row.streamStepsPerS(),
                row.pathUsPerStep()));
        line.append(System.lineSeparator()).append("      CPU s for a million steps:");
        for (Map.Entry<String, Double> group : row.cpuSPerMillion().entrySet()) {
            line.append(String.format(Locale.ROOT, "  %s %.2f", group.getKey(), group.getValue()));
        }
        return line.toString();
    }

    private static String beside(PipelineRow row) {
        Double peer = row.peerStepsPerS();
        return peer == null
                ? ""
                : String.format(Locale.ROOT, "  libtorch %,.0f (%.2f times)", peer, row.stepsPerS() / peer);
    }

    /**
     * Puts the table of {@code result} between the two marks of {@code page}.
     *
     * @param where machine and date
     * @throws IllegalArgumentException if the page does not have the marks
     */
    public static void write(Path page, Result result, String where) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(page + " has no lines '" + BEGIN.strip() + "' and '" + END
                    + "', between which the table would stand; add them");
        }
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%s; BLAS kernel %s, sgemm %.0f GFLOP/s on one core.%n%n",
                where,
                result.blasKernel(),
                result.sgemmGflops()));
        table.append(HEAD);
        result.rows().forEach(row -> table.append(markdown(row)));
        Files.writeString(page, text.substring(0, begin) + BEGIN + "\n" + table + "\n" + text.substring(end));
    }

    private static String markdown(PipelineRow row) {
        Double peer = row.peerStepsPerS();
        return String.format(
                Locale.ROOT,
                "| %d | %d | %s | %s | %,.0f | %s | %s | %,.0f | %,.0f | %.2f |%n",
                row.units(),
                row.parallelism(),
                row.state(),
                row.predictions(),
                row.stepsPerS(),
                number(peer, "%,.0f"),
                number(peer == null ? null : row.stepsPerS() / peer, "%.2f"),
                row.kernelStepsPerS(),
                row.streamStepsPerS(),
                row.pathUsPerStep());
    }

    private static String number(@Nullable Double value, String format) {
        return value == null ? "–" : String.format(Locale.ROOT, format, value);
    }
}
