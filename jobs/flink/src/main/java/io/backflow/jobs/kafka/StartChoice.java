package io.backflow.jobs.kafka;

import java.util.Locale;

/** What is to become of a run that has published a model, where no state of it is restored. */
public sealed interface StartChoice {

    /** Nothing was chosen: a trained model is not published over, and {@code start.from} of the configuration holds. */
    record None() implements StartChoice {}

    /** An untrained model is published over it. */
    record Fresh() implements StartChoice {}

    /** Training begins with its parameters. */
    record FromTopic() implements StartChoice {}

    /**
     * Training begins with the parameters of a file.
     *
     * @param path of the file, or its URI
     */
    record FromFile(String path) implements StartChoice {}

    /** Nothing was chosen. */
    StartChoice NONE = new None();

    /** What {@code --from-model} chooses: {@code topic}, or a file. */
    static StartChoice fromModel(String value) {
        return value.toLowerCase(Locale.ROOT).equals("topic") ? new FromTopic() : new FromFile(value);
    }
}
