package io.backflow.cli;

import io.backflow.lab.chaos.FeedbackBench;
import io.backflow.lab.chaos.FeedbackBenchResult;
import io.backflow.local.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench feedback}. */
@Command(
        name = "feedback",
        mixinStandardHelpOptions = true,
        description = "Measures how long a model of 1 MB takes from the server back to a worker in another process: two"
                + " TaskManagers on this machine, a worker in each; beside the worker, and through the topic.")
final class FeedbackBenchCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long each way is measured, after a minute that does not count (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || seconds > 3600) {
            throw new CommandException("--seconds is " + seconds + "; choose from 1 to 3600");
        }
        Log.into(Path.of("out"));
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
}
