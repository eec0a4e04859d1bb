package io.backflow.cli;

import io.backflow.lab.experiment.taxi.TaxiExperiment;
import io.backflow.lab.experiment.taxi.TaxiSeries;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--drift",
            paramLabel = "YAML",
            description = "The section drift of the jobs, such as \"{reaction: forget_replay}\" (none).")
    private @Nullable String drift;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--seeds", seeds);
        TaxiSeries original = TaxiFiles.read(data, TaxiSeries.ORIGINAL);
        TaxiSeries perturbed = TaxiFiles.read(data, TaxiSeries.PERTURBED);
        report.write(new TaxiExperiment(original, perturbed, seeds, drift).run(report::line));
        return 0;
    }
}
