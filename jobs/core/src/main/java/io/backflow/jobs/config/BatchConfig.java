package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;

/**
 * Ready windows of many sequences are trained together.
 *
 * @param size windows at most
 * @param linger how long a ready window waits for others at most
 */
public record BatchConfig(
        @Key(meaning = "maximum number of windows in a minibatch", preset = "32")
        int size,

        @Key(
                meaning = "how long a ready window waits at most until its minibatch is full; asynchronous mode"
                        + " only",
                preset = "50ms")
        Duration linger) {

    public BatchConfig {
        Check.positive("batch.size", size);
        DurationChecks.notNegative("batch.linger", linger);
    }
}
