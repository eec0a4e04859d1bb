package io.backflow.jobs.format;

import org.jspecify.annotations.Nullable;

/** A record as it was received. Its bytes do not change. */
public interface Incoming {

    /** Its value. */
    byte[] value();

    /** Its key; null where it has none. */
    byte @Nullable [] key();

    /** Kafka's timestamp in milliseconds since the epoch; below 0 where it has none. */
    long timestamp();

    /** The last header called {@code name}; null where there is none. */
    byte @Nullable [] header(String name);
}
