package io.backflow.jobs.cli;

import io.backflow.jobs.combination.SynchronisationBench;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow bench synchronisation}. */
@Command(
        name = "synchronisation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Steps a second of two workers under every combination of synchronisation, beside two that each"
                + " train for themselves.")
final class SynchronisationBenchCommand implements Callable<Integer> {

    @Option(names = "--units", defaultValue = "128", description = "Hidden units (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--steps", defaultValue = "500000", description = "Timesteps of a run (${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--rounds", defaultValue = "5", description = "Runs of each that count (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Also write what was measured to this file.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (units < 1 || rounds < 1 || steps < 100_000) {
            throw new Refusal("--units is " + units + ", --rounds " + rounds + " and --steps " + steps
                    + "; they must be at least 1, 1 and 100000");
        }
        Log.into(Path.of("out", "synchronisation"));
        var out = spec.commandLine().getOut();
        SynchronisationBench.Result result = new SynchronisationBench(units, steps, rounds).run(line -> {
            out.println(line);
            out.flush();
        });
        if (json != null) {
            Measurement.write(json, result);
        }
        return 0;
    }
}
