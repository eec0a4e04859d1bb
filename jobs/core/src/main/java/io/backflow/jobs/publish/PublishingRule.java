package io.backflow.jobs.publish;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ServerConfig;

/**
 * How often versions are published.
 *
 * @param everyVersions at the earliest so many versions after the last
 * @param intervalMillis and at the earliest so long after it
 * @param followed whether workers follow the topic; then each version is published at once
 */
record PublishingRule(long everyVersions, long intervalMillis, boolean followed) {

    static PublishingRule of(JobConfig config) {
        return new PublishingRule(
                config.publish().everyVersions(),
                config.publish().interval().toMillis(),
                config.server().feedback() == ServerConfig.Feedback.TOPIC);
    }
}
