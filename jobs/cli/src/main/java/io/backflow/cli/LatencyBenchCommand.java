package io.backflow.cli;

import io.backflow.lab.experiment.latency.LatencyBench;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Time from the append of a step to the append of its forecast, while a model is trained, and in a"
                + " scoring job; beside it, steps a second of a served model and of ONNX Runtime.")
final class LatencyBenchCommand implements Callable<Integer> {

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "1000,10000",
            description = "Records a second (${DEFAULT-VALUE}); the highest that holds is found afterwards.")
    private int[] rates = {};

    @Option(names = "--sequences", defaultValue = "10000", description = "Sequences (${DEFAULT-VALUE}).")
    private int sequences;

    @Option(names = "--units", defaultValue = "64", description = "Hidden units of the GRU (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--seconds", defaultValue = "10", description = "Time to measure each rate (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "40", description = "Seconds before the first rate (${DEFAULT-VALUE}).")
    private int warmUp;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (Arrays.stream(rates).anyMatch(rate -> rate < 1)) {
            throw new CommandException("--rates is " + Arrays.toString(rates) + "; every rate must be 1 or more");
        }
        if (sequences < 1 || units < 1 || seconds < 1 || warmUp < 1) {
            throw new CommandException("--sequences is " + sequences + ", --units is " + units + ", --seconds is "
                    + seconds + " and --warm-up is " + warmUp + "; all must be 1 or more");
        }
        LatencyBench.Result result =
                new LatencyBench(units, sequences, seconds, warmUp, ProjectFolder.find()).run(report::line, rates);
        report.write(result);
        return 0;
    }
}
