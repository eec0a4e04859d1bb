package io.backflow.jobs.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A record that could not be taken, with all that the topic {@code dead-letters} needs to tell of it.
 *
 * @param topic where it came from
 * @param partition its partition
 * @param offset its offset
 * @param timestamp Kafka's timestamp
 * @param key the original bytes
 * @param value the original bytes
 * @param headerKeys names of the original headers
 * @param headerValues values of the original headers, in the same order
 * @param reason a short fixed word to count by
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
