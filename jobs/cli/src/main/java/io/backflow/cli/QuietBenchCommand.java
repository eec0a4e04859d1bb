package io.backflow.cli;

import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.quiet.QuietBench;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow bench quiet}. */
@Command(
        name = "quiet",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Bytes that are kept of many sequences that send a window and a step more and then nothing, before"
                        + " and after their time to live.")
final class QuietBenchCommand implements Callable<Integer> {

    @Option(names = "--sequences", defaultValue = "1000000", description = "Sequences (${DEFAULT-VALUE}).")
    private int sequences;

    @Option(names = "--units", defaultValue = "32", description = "Hidden units of the GRU (${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--state", description = "hashmap or rocksdb; absent: one after the other.")
    private @Nullable String state;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (sequences < 1 || units < 1) {
            throw new CommandException("--sequences is " + sequences + " and --units is " + units + "; use 1 or more");
        }
        report.write(new QuietBench(sequences, units, backends()).run(report::line));
        return 0;
    }

    private List<StateBackend> backends() throws CommandException {
        if (state == null) {
            return List.of(StateBackend.values());
        }
        return List.of(OptionChecks.stateBackend(state));
    }
}
