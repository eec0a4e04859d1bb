package io.backflow.cli;

import io.backflow.lab.experiment.horizon.CopyExperiment;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments copy}. */
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says symbols again in their order after a delay: linear recurrent units that learn after every"
                + " single step with their exact gradient, from windows of 16 steps, and from whole sequences, beside"
                + " a GRU with the latter two.")
final class CopyExperimentCommand implements Callable<Integer> {

    @Option(names = "--symbols", defaultValue = "10", description = "Symbols of a sequence (${DEFAULT-VALUE}).")
    private int symbols;

    @Option(
            names = "--delays",
            split = ",",
            paramLabel = "STEPS",
            defaultValue = "10,40",
            description = "Steps between the last symbol and the first one said again, separated by commas"
                    + " (${DEFAULT-VALUE}).")
    private List<Integer> delays;

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, seeds from 1 on (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "60000",
            description = "Steps of each of 32 sequences (${DEFAULT-VALUE}).")
    private long steps;

    @Mixin
    private ThroughOption through;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--symbols", symbols);
        for (int delay : delays) {
            OptionChecks.positive("--delays", delay);
        }
        OptionChecks.positive("--seeds", seeds);
        OptionChecks.positive("--steps", steps);
        CopyExperiment experiment = new CopyExperiment(symbols, delays, seeds, steps);
        report.write(experiment.through(through.chosen()).run(report::line));
        return 0;
    }
}
