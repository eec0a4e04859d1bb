package io.backflow.cli;

import io.backflow.lab.experiment.PowerLaw;
import io.backflow.lab.experiment.sequences.SequencesBench;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench sequences}. */
@Command(
        name = "sequences",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What very many live sequences cost in RocksDB while all of them are trained: steps a second,"
                + " checkpoints, a restart after the process was killed, and bytes.")
final class SequencesBenchCommand implements Callable<Integer> {

    /** Records of a sequence: the first, 4.5 on average, and time to measure. */
    private static final int LEAST_RECORDS = 8;

    @Option(
            names = "--sequences",
            split = ",",
            defaultValue = "1000000",
            description = "Sequences; each number a run of its own (${DEFAULT-VALUE}).")
    private List<Integer> sequences = List.of();

    @Option(names = "--units", defaultValue = "32", description = "Hidden units of the GRU (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--heap", defaultValue = "1g", description = "Java heap of the job's process (${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "Time to measure each run, at most (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds of training before anything is measured (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--records",
            defaultValue = "12000000",
            description = "Timesteps in the topic of each run (${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Also draw steps a second against sequences into this file (SVG); takes two numbers or more.")
    private @Nullable Path plot;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        check();
        List<Extent> extents = sequences.stream()
                .map(each -> new Extent(each, units, records, warmUp, seconds))
                .toList();
        SequencesBench.Result result = new SequencesBench(extents, heap).run(report::line);
        report.write(result);
        PowerLaw growth = result.growth();
        if (growth != null) {
            report.line(String.format(Locale.ROOT, "steps a second grow as sequences^%.2f", growth.exponent()));
            if (plot != null) {
                Files.writeString(plot, new PowerLawSvg("Steps a second", "sequences").of(result.speeds(), growth));
            }
        }
        return 0;
    }

    private void check() throws CommandException {
        if (units < 1 || seconds < 1 || warmUp < 0 || !heap.matches("[1-9][0-9]*[mMgG]")) {
            throw new CommandException("--units is " + units + ", --seconds is " + seconds + ", --warm-up is " + warmUp
                    + " and --heap is " + heap + "; --warm-up must be 0 or more, units and seconds 1 or more, and the"
                    + " heap such as 1g or 512m");
        }
        for (int each : sequences) {
            if (each < 1 || records / LEAST_RECORDS < each) {
                throw new CommandException("--sequences is " + each + " and --records is " + records
                        + "; use 1 or more sequences, and " + LEAST_RECORDS + " records or more for each");
            }
        }
        if (plot != null
                && (Files.isDirectory(plot) || sequences.stream().distinct().count() < 2)) {
            throw new CommandException("--plot is " + plot + " and --sequences is " + sequences
                    + "; name a file, and two numbers of sequences or more");
        }
    }
}
