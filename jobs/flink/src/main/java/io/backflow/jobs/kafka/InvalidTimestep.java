package io.backflow.jobs.kafka;

import java.io.Serial;

/** A well-formed timestep that does not suit the model. */
final class InvalidTimestep extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidTimestep(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** A short fixed reason, for counting. */
    String reason() {
        return reason;
    }
}
