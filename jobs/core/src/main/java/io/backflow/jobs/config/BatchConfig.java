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
        @Key(meaning = "windows trained together at most", preset = "32")
        int size,

        @Key(meaning = "how long a ready window waits for others", preset = "50ms")
        Duration linger) {

    public BatchConfig {
        Check.positive("batch.size", size);
        DurationChecks.notNegative("batch.linger", linger);
    }
}
