package io.backflow.jobs.config;

import java.time.Duration;

/** The checks that durations share. */
final class DurationChecks {

    private DurationChecks() {}

    static void positive(String key, Duration value) {
        if (value.isNegative() || value.toMillis() == 0) {
            throw new ConfigException(key + " is " + value + "; it must be 1ms or longer");
        }
    }

    static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new ConfigException(key + " is " + value + "; it must not be negative");
        }
    }
}
