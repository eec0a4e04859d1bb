package io.backflow.cli;

import io.backflow.lab.experiment.forecast.OptimizerExperiment;
import io.backflow.lab.experiment.taxi.TaxiSeries;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments optimizers}. */
@Command(
        name = "optimizers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Learns streams that come once with the update rule that needs no learning rate, and with Adam"
                + " and each of five rates, and compares the losses of forecasts.")
final class OptimizerExperimentCommand implements Callable<Integer> {

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, seeds from 1 on (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with nyc_taxi.csv, which is learnt too; see experiments taxi.")
    private @Nullable Path data;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        OptionChecks.positive("--seeds", seeds);
        TaxiSeries taxi = data == null ? null : TaxiFiles.read(data, TaxiSeries.ORIGINAL);
        report.write(new OptimizerExperiment(seeds, taxi).run(report::line));
        return 0;
    }
}
