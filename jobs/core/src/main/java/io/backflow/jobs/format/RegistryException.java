package io.backflow.jobs.format;

import java.io.Serial;

/** A schema registry that does not answer as it should: reading stops, and no record is rejected for it. */
public final class RegistryException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    RegistryException(String message) {
        super(message);
    }
}
