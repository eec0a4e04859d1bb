package io.backflow.cli;

import io.backflow.lab.experiment.page.DashboardBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What the page of a run costs the run: its throughput with a page that is loaded and watched,"
                + " beside that without, in turns.")
final class DashboardBenchCommand implements Callable<Integer> {

    @Option(names = "--windows", defaultValue = "6", description = "Windows with a page (${DEFAULT-VALUE}).")
    private int windows;

    @Option(names = "--seconds", defaultValue = "10", description = "Time of each window (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before the first (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--steps",
            defaultValue = "6000000",
            description = "Steps that are written before the job starts (${DEFAULT-VALUE}); they have to last.")
    private long steps;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (windows < 1 || seconds < 1 || warmUp < 1 || steps < 1) {
            throw new CommandException("--windows is " + windows + ", --seconds is " + seconds + ", --warm-up is "
                    + warmUp + " and --steps is " + steps + "; all must be 1 or more");
        }
        report.write(new DashboardBench(windows, seconds, warmUp, steps).run(report::line));
        return 0;
    }
}
