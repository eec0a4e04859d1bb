package io.backflow.cli;

import io.backflow.lab.experiment.forecast.NormalizationExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backflow experiments normalization}. */
@Command(
        name = "normalization",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forecasts the births of each day before the model learns from it, in one pass, with each"
                + " normalization, with and without times, and compares the errors.")
final class NormalizationExperimentCommand implements Callable<Integer> {

    @Mixin
    private BirthsOptions births;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        births.check();
        report.write(new NormalizationExperiment(births.seeds(), births.warmUp()).run(report::line));
        return 0;
    }
}
