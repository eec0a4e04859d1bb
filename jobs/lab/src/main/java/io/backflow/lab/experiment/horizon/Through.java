package io.backflow.lab.experiment.horizon;

/** What a network learns through. */
public enum Through {
    /** The library alone, in this process. */
    LIBRARY,
    /** Broker, Flink and parameter server. */
    JOB
}
