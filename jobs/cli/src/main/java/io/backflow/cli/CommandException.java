package io.backflow.cli;

import java.io.Serial;

/** A command cannot be executed as given; the message is one sentence that says what to change. */
final class CommandException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
