package io.backflow.cli;

import io.backflow.lab.experiment.sync.SyncBench;
import io.backflow.lab.experiment.sync.SyncBench.Compared;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench synchronisation}. */
@Command(
        name = "synchronisation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Steps a second of two workers under every combination of synchronisation, beside two that each"
                + " train for themselves.")
final class SynchronisationBenchCommand implements Callable<Integer> {

    @Option(names = "--units", defaultValue = "128", description = "Hidden units (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--steps", defaultValue = "500000", description = "Timesteps of a run (${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--rounds", defaultValue = "5", description = "Runs of each that count (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--readers",
            description =
                    "Compare synchronous workers on a topic of two partitions, which both read, with the same on a"
                            + " topic of one, and nothing else.")
    private boolean readers;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (units < 1 || rounds < 1 || steps < 100_000) {
            throw new CommandException("--units is " + units + ", --rounds " + rounds + " and --steps " + steps
                    + "; they must be at least 1, 1 and 100000");
        }
        Log.into(Path.of("out", "synchronisation"));
        SyncBench.Result result = new SyncBench(
                        units, steps, rounds, readers ? Compared.READERS : Compared.COMBINATIONS)
                .run(report::line);
        report.write(result);
        return 0;
    }
}
