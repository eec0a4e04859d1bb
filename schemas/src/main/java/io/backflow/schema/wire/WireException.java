package io.backflow.schema.wire;

import java.io.Serial;

/** Bytes that are not the record they should be. */
public final class WireException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong, as a word to count by. */
    public enum Reason {
        /** No Avro single-object header. */
        NOT_FRAMED,
        /** A schema that this build does not know for this record. */
        UNKNOWN_SCHEMA,
        /** More bytes than the limit. */
        TOO_LARGE,
        /** A known schema, but bytes that do not follow it. */
        MALFORMED
    }

    private final Reason reason;

    WireException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
