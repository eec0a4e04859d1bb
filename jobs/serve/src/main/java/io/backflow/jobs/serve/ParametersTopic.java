package io.backflow.jobs.serve;

import io.backflow.jobs.config.JobConfig;
import java.util.Properties;

/**
 * Where a run publishes its model.
 *
 * @param client settings of Kafka's client, {@code bootstrap.servers} among them
 * @param topic the topic {@code parameters}
 * @param run its name
 */
public record ParametersTopic(Properties client, String topic, String run) {

    /** The fetch of a reader that has room for whole chunks. */
    private static final int FETCH = 16 << 20;

    public ParametersTopic {
        client = copy(client);
    }

    /** Where the job of {@code config} publishes. */
    public static ParametersTopic of(JobConfig config) {
        return new ParametersTopic(
                config.kafka().clientProperties(),
                config.kafka().topics().parameters(),
                config.job().run());
    }

    /** A topic on brokers that take connections without further settings. */
    public static ParametersTopic of(String bootstrapServers, String topic, String run) {
        Properties client = new Properties();
        client.setProperty("bootstrap.servers", bootstrapServers);
        return new ParametersTopic(client, topic, run);
    }

    @Override
    public Properties client() {
        return copy(client);
    }

    /** Settings of a consumer that reads whole versions only. */
    Properties consumer() {
        Properties settings = client();
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("enable.auto.commit", "false");
        settings.putIfAbsent("max.partition.fetch.bytes", Integer.toString(FETCH));
        return settings;
    }

    private static Properties copy(Properties from) {
        Properties copy = new Properties();
        copy.putAll(from);
        return copy;
    }

    /** Without the settings, which may be secrets. */
    @Override
    public String toString() {
        return "run " + run + " in topic " + topic;
    }
}
