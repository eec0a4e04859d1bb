package io.backflow.cli;

import io.backflow.lab.experiment.forecast.HolesExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments holes}. */
@Command(
        name = "holes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forecasts storms and births of which steps or values were removed at random, with each rule for"
                + " gaps and for missing values, and compares the error with that of the whole data.")
final class HolesExperimentCommand implements Callable<Integer> {

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, with seeds from 1 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--epochs",
            defaultValue = "12",
            description = "Times that the training storms are replayed (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--steps-removed",
            defaultValue = "0.1",
            description = "Share of the steps that are removed (${DEFAULT-VALUE}).")
    private double stepsRemoved;

    @Option(
            names = "--values-removed",
            defaultValue = "0.2",
            description = "Share of the values that are removed (${DEFAULT-VALUE}).")
    private double valuesRemoved;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1 || epochs < 1) {
            throw new CommandException("--seeds is " + seeds + " and --epochs is " + epochs + "; use 1 or more");
        }
        checkShare("--steps-removed", stepsRemoved);
        checkShare("--values-removed", valuesRemoved);
        report.write(new HolesExperiment(seeds, epochs, stepsRemoved, valuesRemoved).run(report::line));
        return 0;
    }

    private static void checkShare(String option, double share) throws CommandException {
        if (!(share > 0 && share < 1)) {
            throw new CommandException(option + " is " + share + "; it must be between 0 and 1");
        }
    }
}
