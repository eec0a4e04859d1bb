package io.backflow.cli;

import io.backflow.lab.experiment.horizon.HorizonBench;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench horizon}. */
@Command(
        name = "horizon",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Steps a second and bytes a sequence of every horizon, beside plain truncated backpropagation.")
final class HorizonBenchCommand implements Callable<Integer> {

    @Option(names = "--units", defaultValue = "32", description = "Hidden units (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--every", defaultValue = "16", description = "New steps a window (${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--seconds", defaultValue = "5", description = "Time to measure each (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "CELL",
            description = "What is measured: gru, diagonal, lru, and stacks of four layers, lru-4 and lru-4-blocks"
                    + " (all).")
    private List<String> cells = HorizonBench.CELLS;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (units < 1 || every < 1) {
            throw new CommandException("--units is " + units + " and --every is " + every + "; both must be 1 or more");
        }
        for (String cell : cells) {
            if (!HorizonBench.CELLS.contains(cell)) {
                throw new CommandException(
                        "--cells has " + cell + "; it takes " + String.join(", ", HorizonBench.CELLS));
            }
        }
        HorizonBench.Result result = new HorizonBench(units, every, seconds, cells).run(report::line);
        report.write(result);
        return 0;
    }
}
