package io.backflow.lab.chaos;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics of a run under faults: several partitions of timesteps, and one of all else, for an audit needs the order
 * in which a worker spoke.
 */
final class ChaosTopics {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ChaosTopics() {}

    /** Makes them, as soon as there is a broker. */
    static void create(KafkaConfig kafka) throws InterruptedException {
        var settings = kafka.clientProperties();
        settings.setProperty("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        NewTopic timesteps = new NewTopic(kafka.topics().timesteps(), Optional.of(PARTITIONS), Optional.empty());
        try (Admin admin = Admin.create(settings)) {
            Topics.create(admin, List.of(timesteps));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker made no topics: " + e.getMessage(), e);
        }
        new Topics(kafka, PATIENCE).create(1, Optional.empty());
    }
}
