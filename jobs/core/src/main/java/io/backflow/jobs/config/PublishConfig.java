package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often a version is published to the topic {@code parameters}. If workers follow the topic, each version is
 * published at once, because they need each.
 *
 * @param everyVersions minimum number of versions between two published ones
 * @param interval minimum time between two published versions, and between two progress reports
 * @param mlflow where a local run is registered; null: nowhere
 */
public record PublishConfig(
        @Key(
                meaning = "minimum number of versions between two published ones; without effect with"
                        + " `server.feedback: topic`, which publishes each version",
                preset = "1")
        int everyVersions,

        @Key(
                meaning = "minimum time between two published versions, and between two records of the topic"
                        + " `progress`; with `server.feedback: topic` versions are published at once",
                preset = "1s")
        Duration interval,

        @Key(
                meaning = "MLflow server at which `backflow train` registers its run, and `backflow register` the"
                        + " published model ([integrations.md](integrations.md#mlflow)); absent: none; a job on a"
                        + " cluster ignores it",
                optional = true)
        @Nullable
        MlflowConfig mlflow) {

    public PublishConfig {
        Check.positive("publish.every_versions", everyVersions);
        DurationChecks.notNegative("publish.interval", interval);
    }
}
