package io.backflow.jobs.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sequence is put in order, and when it ends by itself.
 *
 * @param reorder how long to wait for a missing step
 * @param sessionGap a pause in event time after which the sequence has ended; null: never
 * @param timeToLive a silence after which the sequence's state is dropped; null: never
 */
public record SequenceConfig(
        @Key(meaning = "how long, and with how many steps, to wait for a missing step", preset = "{}")
        ReorderConfig reorder,

        @Key(
                meaning = "a pause in event time that ends the sequence; its state starts from zero afterwards;"
                        + " absent: no pause ends it",
                optional = true)
        @Nullable
        Duration sessionGap,

        @Key(
                meaning = "event time without a step after which nothing of the sequence is kept, so that a repeated"
                        + " step is no longer recognised; absent: never",
                optional = true)
        @Nullable
        Duration timeToLive) {

    public SequenceConfig {
        if (sessionGap != null) {
            DurationChecks.positive("sequence.session_gap", sessionGap);
        }
        if (timeToLive != null) {
            DurationChecks.positive("sequence.time_to_live", timeToLive);
        }
    }
}
