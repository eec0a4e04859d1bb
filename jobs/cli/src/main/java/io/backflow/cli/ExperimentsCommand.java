package io.backflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backflow experiments}. */
@Command(
        name = "experiments",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "EXPERIMENT",
        description = "Trains small models in this process to show what a setting does.",
        subcommands = {
            HorizonExperimentCommand.class,
            EchoExperimentCommand.class,
            CopyExperimentCommand.class,
            TaxiExperimentCommand.class,
            PtbExperimentCommand.class,
            OptimizerExperimentCommand.class,
            SynchronisationExperimentCommand.class,
            IntervalExperimentCommand.class,
            NormalizationExperimentCommand.class,
            StepsExperimentCommand.class,
            HolesExperimentCommand.class,
            ReplayExperimentCommand.class
        })
final class ExperimentsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name an experiment: " + String.join(", ", spec.subcommands().keySet()));
    }
}
