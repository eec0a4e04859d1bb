package io.backflow.jobs.infer;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.StartConfig;
import io.backflow.jobs.config.TopicsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * Where a topic is.
 *
 * @param bootstrapServers its brokers
 * @param properties further properties of Kafka's clients; secrets as references
 */
public record TopicPlace(String bootstrapServers, String topic, Map<String, String> properties) {

    public TopicPlace {
        properties = Map.copyOf(properties);
    }

    /** The topic of predictions, parameters and so on that goes with it. */
    String beside(String name) {
        return topic + "-" + name;
    }

    /** Consumer group of a job that reads it. */
    String groupId() {
        return "backflow-" + topic;
    }

    /**
     * What a client needs to read it.
     *
     * @throws io.backflow.jobs.config.ConfigException where an address or a name is not legal
     */
    public KafkaConfig kafka() {
        StartConfig start = new StartConfig(
                StartConfig.From.EARLIEST,
                StartConfig.LogChanged.REFUSE,
                Duration.ofMinutes(1),
                StartConfig.UnfitRecords.REFUSE);
        TopicsConfig topics = new TopicsConfig(
                topic,
                beside("predictions"),
                beside("parameters"),
                beside("progress"),
                beside("dead-letters"),
                beside("control"));
        return new KafkaConfig(bootstrapServers, false, Duration.ofMinutes(1), groupId(), start, properties, topics);
    }
}
