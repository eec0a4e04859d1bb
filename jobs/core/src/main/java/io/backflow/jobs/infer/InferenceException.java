package io.backflow.jobs.infer;

import java.io.Serial;

/** A sample from which no configuration can be made; the message says what is missing, and the remedy. */
public final class InferenceException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    InferenceException(String message) {
        super(message);
    }
}
