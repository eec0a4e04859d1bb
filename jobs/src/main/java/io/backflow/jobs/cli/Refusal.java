package io.backflow.jobs.cli;

import java.io.Serial;

/** What the user asked cannot be done as asked; the message is one sentence that says what to change. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }

    Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
