package io.backflow.cli;

import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.sequences.SequencesBench;
import io.backflow.lab.experiment.sequences.SequencesGrowth;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench sequences}. */
@Command(
        name = "sequences",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What very many live sequences cost while all of them are trained: steps a second,"
                + " checkpoints, a restart after the process was killed, and bytes.")
final class SequencesBenchCommand implements Callable<Integer> {

    /** Records of a sequence to train on, after those of its first, unfinished window. */
    private static final double LEAST_RECORDS = 3.5;

    @Option(
            names = "--sequences",
            split = ",",
            defaultValue = "1000000",
            description = "Sequences; each number a run of its own (${DEFAULT-VALUE}). One of --sequences, --units and"
                    + " --every may have several numbers.")
    private List<Integer> sequences = List.of();

    @Option(
            names = "--units",
            split = ",",
            defaultValue = "32",
            description = "Hidden units of the GRU (${DEFAULT-VALUE}).")
    private List<Integer> units = List.of();

    @Option(names = "--every", split = ",", defaultValue = "8", description = "Steps of a window (${DEFAULT-VALUE}).")
    private List<Integer> every = List.of();

    @Option(
            names = "--state",
            defaultValue = "rocksdb",
            description = "Where the state of sequences lies: rocksdb or hashmap (${DEFAULT-VALUE}).")
    private String state = "";

    @Option(names = "--heap", defaultValue = "1g", description = "Java heap of the job's process (${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "Time to measure each run, at most (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description = "Seconds of training before anything is measured, at most until half of the timesteps are"
                    + " read (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--records",
            defaultValue = "12000000",
            description = "Timesteps in the topic of each run (${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Also draw steps a second against what has several numbers into this file (SVG).")
    private @Nullable Path plot;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        check();
        SequencesBench.Result result = new SequencesBench(extents(), heap).run(report::line);
        report.write(result);
        SequencesGrowth growth = result.growth();
        if (growth != null) {
            report.line(String.format(
                    Locale.ROOT,
                    "steps a second grow as %s^%.2f",
                    growth.with(),
                    growth.law().exponent()));
            if (plot != null) {
                PowerLawSvg picture = new PowerLawSvg("Steps a second", growth.with());
                Files.writeString(plot, picture.of(growth.points(), growth.law()));
            }
        }
        return 0;
    }

    private List<Extent> extents() throws CommandException {
        StateBackend backend = OptionChecks.stateBackend(state);
        List<Extent> extents = new ArrayList<>();
        for (int each : sequences) {
            for (int size : units) {
                for (int steps : every) {
                    extents.add(new Extent(each, size, steps, backend, records, warmUp, seconds));
                }
            }
        }
        return extents;
    }

    private void check() throws CommandException {
        if (seconds < 1 || warmUp < 0 || !heap.matches("[1-9][0-9]*[mMgG]")) {
            throw new CommandException("--seconds is " + seconds + ", --warm-up is " + warmUp + " and --heap is " + heap
                    + "; --warm-up must be 0 or more, seconds 1 or more, and the heap such as 1g or 512m");
        }
        OptionChecks.positive("--sequences", sequences);
        OptionChecks.positive("--units", units);
        OptionChecks.positive("--every", every);
        double least = Collections.max(sequences) * ((Collections.max(every) + 1) / 2.0 + LEAST_RECORDS);
        if (records < least) {
            throw new CommandException(String.format(
                    Locale.ROOT,
                    "--records is %d; %s sequences with windows of %s steps need %.0f or more",
                    records,
                    sequences,
                    every,
                    least));
        }
        long severalNumbers = Stream.of(sequences, units, every)
                .filter(numbers -> numbers.stream().distinct().count() > 1)
                .count();
        if (severalNumbers > 1) {
            throw new CommandException("--sequences is " + sequences + ", --units is " + units + " and --every is "
                    + every + "; only one of them may have several numbers");
        }
        if (plot != null && (severalNumbers == 0 || Files.isDirectory(plot))) {
            throw new CommandException(
                    "--plot is " + plot + "; name a file, and several numbers of --sequences, --units or --every");
        }
    }
}
