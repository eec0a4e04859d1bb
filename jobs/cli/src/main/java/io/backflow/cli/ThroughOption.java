package io.backflow.cli;

import io.backflow.lab.experiment.horizon.Through;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What the networks of an experiment learn through. */
final class ThroughOption {

    @Option(
            names = "--through",
            split = ",",
            defaultValue = "library",
            description = "What learns: the library alone, or the whole job, with broker, Flink and parameter server;"
                    + " both separated by a comma (${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}).")
    private List<Through> through;

    Set<Through> chosen() {
        return EnumSet.copyOf(through);
    }
}
