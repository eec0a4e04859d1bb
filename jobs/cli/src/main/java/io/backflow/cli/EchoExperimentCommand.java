package io.backflow.cli;

import io.backflow.lab.experiment.horizon.EchoExperiment;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments echo}. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Repeats bits many steps late: linear recurrent units that learn after every single step with"
                + " their exact gradient, beside a GRU that learns from windows of 16 steps.")
final class EchoExperimentCommand implements Callable<Integer> {

    @Option(
            names = "--delays",
            split = ",",
            paramLabel = "STEPS",
            defaultValue = "10,20,40,100",
            description = "Steps by which the bits are late, separated by commas (${DEFAULT-VALUE}).")
    private List<Integer> delays;

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, seeds from 1 on (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--updates",
            paramLabel = "N",
            description = "Updates, each after one step (30000, beyond a delay of 20 60000).")
    private @Nullable Long updates;

    @Option(names = "--rtrl", description = "Trains a GRU of 32 units with RTRL too, which takes minutes.")
    private boolean rtrl;

    @Mixin
    private ThroughOption through;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        for (int delay : delays) {
            OptionChecks.positive("--delays", delay);
        }
        OptionChecks.positive("--seeds", seeds);
        if (updates != null) {
            OptionChecks.positive("--updates", updates);
        }
        EchoExperiment experiment = new EchoExperiment(delays, seeds, updates, rtrl);
        report.write(experiment.through(through.chosen()).run(report::line));
        return 0;
    }
}
