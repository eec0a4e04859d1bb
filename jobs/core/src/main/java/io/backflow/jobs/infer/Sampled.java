package io.backflow.jobs.infer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of a sample.
 *
 * @param partition where it stands in the topic
 * @param timestamp Kafka's, in milliseconds since the epoch; below 0 where it has none
 * @param key null where it has none
 * @param value null where it has none
 * @param headers the last of each name
 */
public record Sampled(
        int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {}
