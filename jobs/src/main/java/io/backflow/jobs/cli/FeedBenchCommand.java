package io.backflow.jobs.cli;

import io.backflow.jobs.local.TemporaryDirectory;
import io.backflow.jobs.trial.FeedBench;
import io.backflow.jobs.trial.FeedBenchResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow bench feed}. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        description = "Measures how long a model of 1 MB takes from the server back to a worker in another process: two"
                + " TaskManagers on this machine, a worker in each; beside the worker, and through the topic.")
final class FeedBenchCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long each way is measured, the first ten seconds not counted (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write what was measured to this file.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (seconds < 15 || seconds > 3600) {
            throw new Refusal("--seconds is " + seconds + "; choose from 15 to 3600");
        }
        Log.into(Path.of("out"));
        FeedBenchResult result;
        try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
            result = FeedBench.run(Duration.ofSeconds(seconds), temporary.path());
        }
        say("co-located", result.parameters(), result.coLocated());
        say("topic", result.parameters(), result.topic());
        if (json != null) {
            Measurement.write(json, result);
        }
        return 0;
    }

    private void say(String feed, int parameters, FeedBenchResult.Latency latency) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%-10s  %,d values: median %.1f ms, 99th percentile %.1f ms over %,d snapshots%n",
                        feed,
                        parameters,
                        latency.p50Ms(),
                        latency.p99Ms(),
                        latency.samples());
    }
}
