package io.backflow.cli;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.Spelling;
import java.util.List;
import java.util.Set;
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
        command.getErr().println(name + ": " + misuse(problem) + "; " + name + " --help explains the options.");
        return ExitCode.USAGE;
    }

    /** A word that is no option or command comes first: what is missing may be what it should have been. */
    private static String misuse(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments();
        if (unknown.isEmpty()) {
            return sentence(problem);
        }
        String word = unknown.get(0);
        boolean option = word.startsWith("-");
        Set<String> known = option
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        String kind = option ? "option " : known.isEmpty() ? "argument " : "command ";
        return "there is no " + kind + word
                + Spelling.nearest(word, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
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
