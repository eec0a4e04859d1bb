package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.parameters.PublishedModel;
import java.time.Duration;

/** What a run has published, for programs that only look at it. */
public final class PublishedVersions {

    private PublishedVersions() {}

    /**
     * The newest version that is whole and verified.
     *
     * @param timeout how long the brokers have to answer
     * @throws ConfigException where there is none
     */
    public static PublishedModel newest(JobConfig config, Duration timeout) {
        String topic = config.kafka().topics().parameters();
        if (!new Topics(config.kafka(), timeout).has(topic)) {
            throw BrokerProblems.absent(config.kafka(), "kafka.topics.parameters", topic);
        }
        return new ParametersLog(config, timeout)
                .newestWhole()
                .orElseThrow(() -> new ConfigException("run " + config.job().run() + " has published no model in topic "
                        + topic + "; train it first, correct job.run, or name a file with --model"));
    }
}
