package io.backflow.cli;

import io.backflow.lab.experiment.forecast.ReplayExperiment;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backflow experiments replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Learns ten years of births in one pass, with past windows beside each new one and without, and"
                + " compares the errors on later years.")
final class ReplayExperimentCommand implements Callable<Integer> {

    /** Windows that are kept unless set. */
    private static final int MOST = 256;

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each, with seeds from 1 (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--windows",
            split = ",",
            defaultValue = "0,1,3,7,15",
            description = "Numbers of past windows beside each new one (${DEFAULT-VALUE}).")
    private List<Integer> windows = List.of();

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            throw new CommandException("--seeds is " + seeds + "; use 1 or more");
        }
        for (int beside : windows) {
            if (beside < 0 || beside > MOST) {
                throw new CommandException("--windows has " + beside + "; choose from 0 to " + MOST);
            }
        }
        report.write(new ReplayExperiment(seeds, windows).run(report::line));
        return 0;
    }
}
