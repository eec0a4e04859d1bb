package io.backflow.lab.chaos;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.kafka.Topics;
import java.time.Duration;
import java.util.Optional;

/**
 * The topics of a run under faults: several partitions of timesteps, and one of all else, for an audit needs the order
 * in which a worker spoke.
 */
final class ChaosTopics {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ChaosTopics() {}

    /** Makes them, as soon as there is a broker. */
    static void create(KafkaConfig kafka) {
        Topics topics = new Topics(kafka, PATIENCE);
        topics.create(kafka.topics().timesteps(), PARTITIONS);
        topics.create(1, Optional.empty());
    }
}
