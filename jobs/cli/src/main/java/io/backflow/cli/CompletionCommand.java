package io.backflow.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backflow completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script with which a shell completes commands, options and their values. For this"
                + " session: source <(./backflow completion bash)")
final class CompletionCommand implements Callable<Integer> {

    /** Shells that run a script of their own kind; that of bash is for zsh too. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "SHELL", description = "The shell: bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String name = root.getCommandName();
        PrintWriter out = spec.commandLine().getOut();
        out.print(shell == Shell.FISH ? FishCompletion.of(root) : AutoComplete.bash(name, root));
        out.flush();
        return 0;
    }
}
