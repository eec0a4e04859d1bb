package io.backflow.jobs.format;

import java.io.Serial;

/** A record that cannot be read, and why. Has no stack trace: a topic may hold many such records. */
public final class RecordException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong, as a word to count by. */
    public enum Reason {
        /** No marker of a schema, where the format has one. */
        NOT_FRAMED,
        /** A schema that the registry does not know. */
        UNKNOWN_SCHEMA,
        /** A schema that is known and cannot be used. */
        SCHEMA,
        /** More bytes, levels or digits than the limit. */
        TOO_LARGE,
        /** Bytes that do not follow their format. */
        MALFORMED,
        /** A part of the record that is not what the mapping needs. */
        FIELD
    }

    private static final int LONGEST = 500;

    private final Reason reason;

    RecordException(Reason reason, String message) {
        super(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...", null, false, false);
        this.reason = reason;
    }

    static RecordException malformed(String message) {
        return new RecordException(Reason.MALFORMED, message);
    }

    static RecordException field(String message) {
        return new RecordException(Reason.FIELD, message);
    }

    public Reason reason() {
        return reason;
    }
}
