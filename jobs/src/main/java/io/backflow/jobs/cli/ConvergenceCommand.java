package io.backflow.jobs.cli;

import io.backflow.jobs.simulate.Convergence;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backflow simulate convergence}. */
@Command(
        name = "convergence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "The loss after equal steps against staleness and against the number of workers, for each mode, on"
                        + " a convex problem and one that is not.")
final class ConvergenceCommand implements Callable<Integer> {

    @Option(names = "--seed", defaultValue = "1", description = "Decides everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Also write what was measured to this file.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        Convergence.Result result = new Convergence(seed).run(line -> {
            out.println(line);
            out.flush();
        });
        if (json != null) {
            Measurement.write(json, result);
        }
        return 0;
    }
}
