package io.backflow.jobs.kafka;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Headers that a record of the topic {@code dead-letters} has beside its original ones. The last header of a name
 * counts: those that a job adds follow those that it read.
 */
public final class DeadLetterHeaders {

    /** Begins the names of the headers that Kafka Connect gives to a record that it could not take. */
    public static final String CONNECT = "__connect.errors.";

    /** Begins the names of Backflow's own. */
    public static final String OWN = "backflow.";

    /** A word for what was wrong; each dead letter has it, and no other record. */
    public static final String REASON = OWN + "reason";

    /** How many bytes key and value had, where something of the record was cut off. */
    public static final String TRUNCATED = OWN + "truncated.from";

    /** Kafka's timestamp of the original record, in milliseconds. */
    public static final String TIMESTAMP = OWN + "timestamp";

    /** How often the record was sent back to its topic; a replayed record has it, and keeps it when rejected again. */
    public static final String REPLAYS = OWN + "replays";

    /** Of a record that is no dead letter, but the mark that others before it in its partition were sent back. */
    public static final String REPLAYED = OWN + "replayed";

    private DeadLetterHeaders() {}

    /** Whether a job or a replay sets the header {@code name}, and an original record cannot. */
    public static boolean reserved(String name) {
        return name.startsWith(OWN) && !name.equals(REPLAYS);
    }

    /** The last header {@code name}; null: there is none, or it has no value. */
    public static byte @Nullable [] last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }
}
