package io.backflow.cli;

import io.backflow.lab.chaos.FeedbackBench;
import io.backflow.lab.chaos.FeedbackBenchResult;
import io.backflow.lab.growth.EdgeGrowth;
import io.backflow.lab.growth.EdgeRow;
import io.backflow.lab.growth.GrowthPlot;
import io.backflow.local.TemporaryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench feedback}. */
@Command(
        name = "feedback",
        mixinStandardHelpOptions = true,
        description = "Measures how long a model of 1 MB takes from the server back to a worker in another process: two"
                + " TaskManagers on this machine, a worker in each; beside the worker, and through the topic. With"
                + " --growth, how the traffic between workers and server and the time of a checkpoint grow with the"
                + " number of workers and the size of the model.")
final class FeedbackBenchCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long each way is measured, after a minute that does not count (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--growth",
            description =
                    "Instead: the traffic of checkpoints with 1 to 8 workers in this process, and with 20 to 1,000"
                            + " in the simulator.")
    private boolean growth;

    @Option(names = "--svg", paramLabel = "FILE", description = "With --growth, also write the plot to this file.")
    private @Nullable Path svg;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > 3600) {
            throw new CommandException("--seconds is " + seconds + "; choose from 1 to 3600");
        }
        if (svg != null && !growth) {
            throw new CommandException("--svg is " + svg + ", but only --growth has a plot; add it");
        }
        Log.into(Path.of("out"));
        if (growth) {
            measureGrowth();
            return 0;
        }
        FeedbackBenchResult result;
        try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
            result = FeedbackBench.run(Duration.ofSeconds(seconds), temporary.path());
        }
        say("co-located", result.parameters(), result.coLocated());
        say("topic", result.parameters(), result.topic());
        report.write(result);
        return 0;
    }

    private void say(String feed, int parameters, FeedbackBenchResult.Latency latency) {
        report.line(String.format(
                Locale.ROOT,
                "%-10s  %,d values: median %.1f ms, 99th percentile %.1f ms over %,d snapshots",
                feed,
                parameters,
                latency.p50Ms(),
                latency.p99Ms(),
                latency.samples()));
    }

    private void measureGrowth() throws Exception {
        EdgeGrowth measured = EdgeGrowth.measure(this::say);
        report.line(String.format(
                Locale.ROOT,
                "bytes down grow as workers^%.2f; at an idle checkpoint as workers^%.2f and model^%.2f; its time as"
                        + " workers^%.2f, that of one to which all contribute as workers^%.2f",
                measured.downByWorkers().exponent(),
                measured.idleByWorkers().exponent(),
                measured.idleByModel().exponent(),
                measured.idleMsByWorkers().exponent(),
                measured.checkpointByWorkers().exponent()));
        if (svg != null) {
            Files.writeString(svg, GrowthPlot.svg(measured));
        }
        report.write(measured);
    }

    private void say(EdgeRow row) {
        String times = row.measured()
                ? String.format(Locale.ROOT, "; checkpoint %.1f ms idle, %.1f ms", row.idleMs(), row.checkpointMs())
                : "";
        report.line(String.format(
                Locale.ROOT,
                "%s %,5d workers, model %,d bytes: idle %,d bytes; up %,d, down %,d, %.3f models a contribution,"
                        + " then %,d%s",
                row.measured() ? "real     " : "simulated",
                row.workers(),
                row.modelBytes(),
                row.idleBytes(),
                row.upBytes(),
                row.downBytes(),
                row.copiesPerContribution(),
                row.lateBytes(),
                times));
    }
}
