package io.backflow.jobs.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A rejected record, with everything that the topic {@code dead-letters} needs of it.
 *
 * @param topic where it came from
 * @param partition its partition
 * @param offset its offset
 * @param timestamp Kafka's timestamp
 * @param key the original bytes
 * @param value the original bytes
 * @param headerKeys names of the original headers
 * @param headerValues values of the original headers, in the same order
 * @param reason a short fixed reason, for counting
 * @param message what was wrong, in a sentence
 */
public record Rejected(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        String[] headerKeys,
        byte[][] headerValues,
        String reason,
        String message) {}
