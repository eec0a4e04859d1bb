package io.backflow.cli;

import io.backflow.lab.experiment.forecast.StepsExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backflow experiments steps}. */
@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forecasts births 1, 2, 3, 6 and 12 days ahead before the model learns from them, in one pass:"
                + " with outputs for each of these steps, and with forecasts that are fed back.")
final class StepsExperimentCommand implements Callable<Integer> {

    @Mixin
    private BirthsOptions births;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        births.check();
        report.write(new StepsExperiment(births.seeds(), births.warmUp()).run(report::line));
        return 0;
    }
}
