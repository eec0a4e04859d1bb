package io.backflow.cli;

import io.backflow.lab.experiment.taxi.TaxiExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments taxi}. */
@Command(
        name = "taxi",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Foretells the passengers of New York's taxis two and a half hours ahead in one pass through the"
                + " whole job, and again with a series whose habits change.")
final class TaxiExperimentCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder with nyc_taxi.csv and nyc_taxi_perturb.csv, as the Numenta Anomaly Benchmark and"
                    + " its authors publish them.")
    private Path data;

    @Option(names = "--seeds", defaultValue = "5", description = "Runs, seeds from 1 on (${DEFAULT-VALUE}).")
    private int seeds;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--seeds", seeds);
        for (String file : new String[] {"nyc_taxi.csv", "nyc_taxi_perturb.csv"}) {
            if (!Files.isReadable(data.resolve(file))) {
                throw new CommandException(
                        "--data is " + data + ", where there is no " + file + "; name a folder that contains it");
            }
        }
        try {
            report.write(new TaxiExperiment(data, seeds).run(report::line));
        } catch (IOException e) {
            throw new CommandException("the experiment cannot be run: " + e.getMessage());
        }
        return 0;
    }
}
