package io.backflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backflow bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        description = "Measures on this machine what a setting costs.",
        subcommands = {
            HorizonBenchCommand.class,
            SynchronisationBenchCommand.class,
            FeedbackBenchCommand.class,
            LatencyBenchCommand.class,
            DecodeBenchCommand.class,
            QuietBenchCommand.class,
            DashboardBenchCommand.class,
            PipelineBenchCommand.class,
            SequencesBenchCommand.class
        })
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a benchmark: horizon, synchronisation, feedback, latency, decode, quiet, dashboard,"
                        + " pipeline, sequences");
    }
}
