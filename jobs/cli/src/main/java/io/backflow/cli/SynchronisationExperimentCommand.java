package io.backflow.cli;

import io.backflow.lab.experiment.sync.SyncExperiment;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments synchronisation}. */
@Command(
        name = "synchronisation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains storms and births with two workers under every combination of synchronisation, and puts"
                + " the final losses, while learning and on the test part, beside those of synchronous gradients"
                + " without staleness.")
final class SynchronisationExperimentCommand implements Callable<Integer> {

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, with seeds from 1 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--storm-epochs",
            defaultValue = "20",
            description = "Passes over the storms; 0: leave them out (${DEFAULT-VALUE}).")
    private int stormEpochs;

    @Option(
            names = "--birth-epochs",
            defaultValue = "120",
            description = "Passes over the births; 0: leave them out (${DEFAULT-VALUE}).")
    private int birthEpochs;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            throw new CommandException("--seeds is " + seeds + "; it must be 1 or more");
        }
        Log.into(Path.of("out", "synchronisation"));
        SyncExperiment.Result result = new SyncExperiment(seeds, stormEpochs, birthEpochs).run(report::line);
        report.write(result);
        return 0;
    }
}
