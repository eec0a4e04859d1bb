package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;

/**
 * How often the topic {@code parameters} gets a new version; not asked where workers follow it, for they need each.
 *
 * @param everyVersions at the earliest after so many versions
 * @param interval and at the earliest after this long
 */
public record PublishConfig(
        @Key(meaning = "at the earliest after so many versions; each, with `server.feedback: topic`", preset = "1")
        int everyVersions,

        @Key(meaning = "and at the earliest after this long; at once, with `server.feedback: topic`", preset = "1s")
        Duration interval) {

    public PublishConfig {
        Check.positive("publish.every_versions", everyVersions);
        DurationChecks.notNegative("publish.interval", interval);
    }
}
