package io.backflow.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code backflow}: its commands, and the exit codes they share. */
@Command(
        name = "backflow",
        description = "Trains recurrent networks on live Kafka streams.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersions.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed; the message says at what", "2:wrong use or configuration"},
        footerHeading = "%n",
        footer = "New here? Run: backflow demo",
        subcommands = {
            DemoCommand.class,
            DoctorCommand.class,
            InitCommand.class,
            ReplayCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ScoreCommand.class,
            DashboardCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            RegisterCommand.class,
            TopicsCommand.class,
            InspectCommand.class,
            DeadLettersCommand.class,
            ControlCommand.class,
            ExperimentsCommand.class,
            BenchCommand.class,
            SimulateCommand.class,
            ChaosCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Backflow implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line; it prints where its writers say. */
    static CommandLine commandLine() {
        return new CommandLine(new Backflow())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(FailureReporter::wrongUse)
                .setExecutionExceptionHandler(FailureReporter::failed);
    }

    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().usage(err);
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
