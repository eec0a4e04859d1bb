package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import java.util.List;

/** What must be so in Kafka before a job starts. */
public final class StartCheck {

    private StartCheck() {}

    /** Throws a {@link ConfigException} where a broker, a topic, or what a topic holds does not fit {@code config}. */
    public static void pass(JobConfig config) {
        Topics.check(config.kafka(), config.job().parallelism());
        new SchemaProbe(config, Topics.PATIENCE).check();
    }

    /** What a start with {@code config} need not be refused for, but whoever starts it ought to know. */
    public static List<String> warnings(JobConfig config) {
        return new KeyProbe(config, Topics.PATIENCE).warning().stream().toList();
    }
}
