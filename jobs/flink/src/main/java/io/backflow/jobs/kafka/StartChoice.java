package io.backflow.jobs.kafka;

/** What is to become of a run that has published a model, where no state of it is restored. */
public enum StartChoice {

    /** Nothing was chosen: a trained model is not published over. */
    NONE,

    /** An untrained model is published over it. */
    FRESH,

    /** Training begins with its parameters. */
    FROM_MODEL
}
