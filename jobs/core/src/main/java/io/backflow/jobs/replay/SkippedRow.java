package io.backflow.jobs.replay;

import java.io.Serial;

/** A row that cannot be written, and why. Has no stack trace: a file may hold many. */
public final class SkippedRow extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason a word to count by, that of the dead letter which the record would be
     * @param message the problem in a sentence
     */
    public SkippedRow(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** A word to count by. */
    public String reason() {
        return reason;
    }
}
