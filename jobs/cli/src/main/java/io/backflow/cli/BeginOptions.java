package io.backflow.cli;

import io.backflow.jobs.kafka.StartChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a run begins anew, or with a model. */
final class BeginOptions {

    @Option(
            names = "--fresh",
            description = "Begin with fresh parameters at the first record, whatever the run has published or left in"
                    + " its folder.")
    private boolean fresh;

    @Option(
            names = "--from-model",
            paramLabel = "topic|FILE",
            description = "Begin with the newest model that the run has published, or with the weights in a file"
                    + " (Backflow's, Keras' .weights.h5, safetensors), at the first record, whatever the run has left"
                    + " in its folder.")
    private @Nullable String model;

    StartChoice choice() {
        if (fresh && model != null) {
            throw new CommandException("--fresh and --from-model are both set; leave one of them out");
        }
        return fresh ? new StartChoice.Fresh() : model != null ? StartChoice.fromModel(model) : StartChoice.NONE;
    }

    /** Whether no state that is there is to be restored. */
    boolean anew() {
        return !(choice() instanceof StartChoice.None);
    }
}
