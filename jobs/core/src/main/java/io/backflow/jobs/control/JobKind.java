package io.backflow.jobs.control;

/** Kinds of jobs that read commands of one run. */
public enum JobKind {
    /** Learns. */
    TRAINING,
    /** Forecasts with a published model. */
    SCORING
}
