package io.backflow.cli;

import io.backflow.lab.experiment.decode.DecodeBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench decode}. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Time of one core to make a step of a record of 16 numbers, in each format of a stream.")
final class DecodeBenchCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "Time to measure each format, after as long a warm-up (${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new CommandException("--seconds is " + seconds + "; it must be above 0 and at most 3600");
        }
        report.write(new DecodeBench(seconds).run(report::line));
        return 0;
    }
}
