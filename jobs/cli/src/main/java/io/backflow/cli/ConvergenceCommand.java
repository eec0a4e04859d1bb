package io.backflow.cli;

import io.backflow.lab.simulate.Convergence;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow simulate convergence}. */
@Command(
        name = "convergence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "The loss after equal steps against staleness and against the number of workers, for each mode, on"
                        + " a convex problem and one that is not.")
final class ConvergenceCommand implements Callable<Integer> {

    @Option(names = "--seed", defaultValue = "1", description = "Decides everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        Convergence.Result result = new Convergence(seed).run(report::line);
        report.write(result);
        return 0;
    }
}
