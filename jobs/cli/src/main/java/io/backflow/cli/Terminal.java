package io.backflow.cli;

import io.backflow.local.watch.Screen;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command's words appear; the launcher knows whether somebody watches. */
final class Terminal {

    private Terminal() {}

    static Screen screen(CommandSpec spec) {
        return new Screen(
                spec.commandLine().getOut(), spec.commandLine().getErr(), Boolean.getBoolean("backflow.terminal"));
    }
}
