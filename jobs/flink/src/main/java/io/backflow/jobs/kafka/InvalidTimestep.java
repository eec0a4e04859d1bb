package io.backflow.jobs.kafka;

import java.io.Serial;

/** A well-formed timestep that does not suit the model. */
public final class InvalidTimestep extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong, as a word to count by. */
    enum Reason {
        /** The record has no value. */
        NO_VALUE,
        KEY,
        SEQUENCE_ID,
        STEP,
        STEP_TIME,
        EVENT_TIME,
        FEATURES,
        TOKEN,
        TARGET,
        LABEL,
        WEIGHT
    }

    private final Reason reason;

    InvalidTimestep(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
