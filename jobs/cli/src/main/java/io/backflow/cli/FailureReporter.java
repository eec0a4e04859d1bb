package io.backflow.cli;

import io.backflow.jobs.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How a command that did not succeed says so: one sentence on the error stream, and an exit code. */
final class FailureReporter {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReporter.class);

    private FailureReporter() {}

    /** Options or arguments that the command does not understand: 2. */
    static int wrongUse(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + sentence(problem) + "; " + name + " --help explains the options.");
        return ExitCode.USAGE;
    }

    /** Anything else: 2 where the user's configuration is at fault, 1 otherwise, with the trace in the log. */
    static int failed(Exception problem, CommandLine command, ParseResult parsed) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + sentence(problem));
        if (problem instanceof ConfigException || problem instanceof CommandException) {
            return ExitCode.USAGE;
        }
        LOG.error("{} failed", command.getCommandSpec().qualifiedName(), problem);
        return ExitCode.SOFTWARE;
    }

    private static String sentence(Exception problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank()
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message).strip();
    }
}
