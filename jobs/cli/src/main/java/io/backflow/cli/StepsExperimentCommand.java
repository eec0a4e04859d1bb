package io.backflow.cli;

import io.backflow.lab.experiment.forecast.StepsExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments steps}. */
@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forecasts births 1, 2, 3, 6 and 12 days ahead before the model learns from them, in one pass:"
                + " with outputs for each of these steps, and with forecasts that are fed back.")
final class StepsExperimentCommand implements Callable<Integer> {

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, with seeds from 1 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--warm-up",
            defaultValue = "1500",
            description = "Days of the 5,479 that are not counted (${DEFAULT-VALUE}).")
    private int warmUp;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            throw new CommandException("--seeds is " + seeds + "; it must be 1 or more");
        }
        if (warmUp < 1 || warmUp > 5_000) {
            throw new CommandException("--warm-up is " + warmUp + "; it must be from 1 to 5000");
        }
        report.write(new StepsExperiment(seeds, warmUp).run(report::line));
        return 0;
    }
}
