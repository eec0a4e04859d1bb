package io.backflow.cli;

import io.backflow.jobs.kafka.StartChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a run that has trained before begins anew. */
final class BeginOptions {

    /** Where a model can be taken from. */
    enum Model {
        /** The topic {@code parameters}. */
        TOPIC
    }

    @Option(
            names = "--fresh",
            description = "Begin with fresh parameters at the first record, whatever the run has published or left in"
                    + " its folder.")
    private boolean fresh;

    @Option(
            names = "--from-model",
            paramLabel = "topic",
            description = "Begin with the newest model that the run has published, at the first record, whatever the"
                    + " run has left in its folder.")
    private @Nullable Model model;

    StartChoice choice() {
        if (fresh && model != null) {
            throw new CommandException("--fresh and --from-model are both set; leave one of them out");
        }
        return fresh ? StartChoice.FRESH : model != null ? StartChoice.FROM_MODEL : StartChoice.NONE;
    }

    /** Whether no state that is there is to be restored. */
    boolean anew() {
        return choice() != StartChoice.NONE;
    }
}
