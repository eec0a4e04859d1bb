package io.backflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A script with which the shell fish completes a command line: one line for each command, option and list of values.
 * Which command the words before the cursor name is found by a function of the script.
 */
final class FishCompletion {

    private final String root;
    private final List<String> commands = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String root) {
        this.root = root;
    }

    static String of(CommandLine command) {
        FishCompletion script = new FishCompletion(command.getCommandName());
        script.add(script.root, command.getCommandSpec());
        return script.text();
    }

    private String text() {
        return """
                # Completion of NAME for fish.
                set -g __NAME_commands COMMANDS
                function __NAME_command
                    set -l path NAME
                    for word in (commandline -opc)[2..-1]
                        if contains -- "$path $word" $__NAME_commands
                            set path "$path $word"
                        end
                    end
                    echo $path
                end
                complete -c NAME -e
                complete -c NAME -f
                """.replace("COMMANDS", String.join(" ", commands)).replace("NAME", root)
                + String.join("\n", lines) + "\n";
    }

    private void add(String path, CommandSpec spec) {
        String here = "complete -c " + root + " -n " + quoted("test (__" + root + "_command) = '" + path + "'");
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> lines.add(here + names(option) + values(option) + described(option.description())));
        spec.positionalParameters().forEach(argument -> lines.add(here + values(argument)));
        spec.subcommands().forEach((name, sub) -> {
            CommandSpec below = sub.getCommandSpec();
            commands.add(quoted(path + " " + name));
            lines.add(here + " -a " + name + described(below.usageMessage().description()));
            add(path + " " + name, below);
        });
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    /** What may follow: files, given words, or something that only the user knows. */
    private static String values(ArgSpec argument) {
        if (argument.arity().max() == 0) {
            return "";
        }
        if (argument.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            argument.completionCandidates().forEach(word -> words.add(word.toLowerCase(Locale.ROOT)));
            return " -x -a " + quoted(String.join(" ", words));
        }
        return argument.auxiliaryTypes()[0] == Path.class ? " -r -F" : " -x";
    }

    /** The first clause of a description. */
    private static String described(String... description) {
        if (description.length == 0) {
            return "";
        }
        String text = String.format(String.join(" ", description));
        return " -d " + quoted(text.split("(?<=\\w)[.;:](?: |$)| \\(", 2)[0].strip());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
