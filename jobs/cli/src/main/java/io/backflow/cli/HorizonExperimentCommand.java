package io.backflow.cli;

import io.backflow.lab.experiment.horizon.HorizonExperiment;
import io.backflow.lab.experiment.horizon.HorizonResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments horizon}. */
@Command(
        name = "horizon",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains the same network under every horizon: to repeat bits 10 steps late, and to foresee the"
                + " births of the next day. Writes a table and a plot.")
final class HorizonExperimentCommand implements Callable<Integer> {

    @Option(names = "--units", defaultValue = "32", description = "Hidden units (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--updates", defaultValue = "2500", description = "Updates on the bits (${DEFAULT-VALUE}).")
    private long updates;

    @Option(
            names = "--online-updates",
            defaultValue = "30000",
            description = "Updates on the bits online, each after one step (${DEFAULT-VALUE}).")
    private long onlineUpdates;

    @Option(
            names = "--epochs",
            defaultValue = "10",
            description = "Passes over the births; 0: leave them out (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--seed", defaultValue = "1", description = "Decides everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "Seeds, from --seed on, for the births (${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--output",
            defaultValue = "out/horizon",
            description = "Folder for horizon.csv and horizon.svg (${DEFAULT-VALUE}).")
    private Path output;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--units", units);
        OptionChecks.positive("--updates", updates);
        OptionChecks.positive("--online-updates", onlineUpdates);
        OptionChecks.positive("--repeats", repeats);
        HorizonExperiment experiment = new HorizonExperiment(units, updates, onlineUpdates, epochs, seed, repeats);
        HorizonResult result = experiment.run(report::line);
        result.write(output);
        report.write(result);
        return 0;
    }
}
