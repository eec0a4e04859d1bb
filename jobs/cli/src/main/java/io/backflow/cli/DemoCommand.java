package io.backflow.cli;

import io.backflow.lab.demo.Demo;
import io.backflow.lab.demo.DemoResult;
import io.backflow.lab.demo.DemoSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows all of Backflow on this machine in about a minute: starts a Kafka broker, streams the"
                + " tracks of Atlantic storms into it, trains a network on two Flink workers to foresee them, and"
                + " leaves the model in a folder. Needs nothing installed and leaves nothing running.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--seed", defaultValue = "1", description = "Decides everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--epochs",
            defaultValue = "20",
            description = "Times that the training storms are replayed (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--mode",
            defaultValue = "synchronous",
            description = "How the workers share one model: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private DemoSettings.Mode mode;

    @Option(
            names = "--replay",
            defaultValue = "0",
            description = "Past windows of the same storm that are trained beside each new one (${DEFAULT-VALUE}).")
    private int replay;

    @Option(names = "--output", description = "Folder for the model (out/demo-SEED).")
    private @Nullable Path output;

    @Mixin
    private DashboardOptions dashboard;

    @Mixin
    private ReportOptions report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (epochs < 1 || epochs > 1000) {
            throw new CommandException("--epochs is " + epochs + "; choose from 1 to 1000");
        }
        if (replay < 0 || replay > DemoSettings.MOST_KEPT) {
            throw new CommandException("--replay is " + replay + "; choose from 0 to " + DemoSettings.MOST_KEPT);
        }
        Path folder = output == null ? Path.of("out", "demo-" + seed) : output;
        Log.into(folder);
        DemoResult result = Demo.run(
                new DemoSettings(seed, epochs, mode, replay, folder, dashboard.wanted()), Terminal.screen(spec));
        report.write(result);
        return 0;
    }
}
