package io.backflow.cli;

import io.backflow.lab.experiment.forecast.IntervalExperiment;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backflow experiments intervals}. */
@Command(
        name = "intervals",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forecasts the births of each day before the model learns from it, in one pass, and counts how"
                + " often the truth is inside the 80 %% interval of its forecast.")
final class IntervalExperimentCommand implements Callable<Integer> {

    @Mixin
    private BirthsOptions births;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        births.check();
        report.write(new IntervalExperiment(births.seeds(), births.warmUp()).run(report::line));
        return 0;
    }
}
