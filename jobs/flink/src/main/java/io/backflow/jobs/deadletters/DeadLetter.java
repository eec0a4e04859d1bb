package io.backflow.jobs.deadletters;

import io.backflow.jobs.kafka.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the topic {@code dead-letters}, and what its headers say of it. Headers are data that others wrote: a
 * number that is none reads as -1.
 *
 * @param record as it stands in the topic
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record) {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final int UNKNOWN = -1;

    /** The dead letter that {@code record} is; empty where it is none, such as a mark of a replay. */
    public static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
        return DeadLetterHeaders.last(record.headers(), DeadLetterHeaders.REASON) == null
                ? Optional.empty()
                : Optional.of(new DeadLetter(record));
    }

    /** A word for what was wrong. */
    public String reason() {
        return text(DeadLetterHeaders.REASON);
    }

    /** What was wrong, in a sentence. */
    public String message() {
        return text(DeadLetterHeaders.CONNECT + "exception.message");
    }

    /** The topic that the record was read from; empty where that is not known. */
    public String topic() {
        return text(DeadLetterHeaders.CONNECT + "topic");
    }

    /** The partition that the record was read from; -1 where that is not known. */
    public int partition() {
        return (int) Math.min(Integer.MAX_VALUE, number(DeadLetterHeaders.CONNECT + "partition"));
    }

    /** The offset that the record was read from; -1 where that is not known. */
    public long offset() {
        return number(DeadLetterHeaders.CONNECT + "offset");
    }

    /** Kafka's timestamp of the original record, in milliseconds; -1 where that is not known. */
    public long timestamp() {
        return number(DeadLetterHeaders.TIMESTAMP);
    }

    /** How often the record had been sent back before it was rejected. */
    public long replays() {
        return Math.max(0, number(DeadLetterHeaders.REPLAYS));
    }

    /** Whether something of the original record was cut off. */
    public boolean truncated() {
        return record.headers().lastHeader(DeadLetterHeaders.TRUNCATED) != null;
    }

    /** When the dead letter was written. */
    public Instant written() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Where the dead letter stands, as {@code PARTITION:OFFSET}. */
    public String place() {
        return record.partition() + ":" + record.offset();
    }

    private long number(String header) {
        String text = text(header);
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : UNKNOWN;
    }

    private String text(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
