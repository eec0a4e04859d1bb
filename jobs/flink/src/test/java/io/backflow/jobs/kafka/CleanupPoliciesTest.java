package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.TopicsConfig;
import org.junit.jupiter.api.Test;

class CleanupPoliciesTest {

    @Test
    void onlyTheTopicOfTheModelIsCompacted() {
        TopicsConfig topics = new TopicsConfig("steps", "predictions", "model", "progress", "dead", "control");

        assertThat(CleanupPolicies.of("model", topics)).isEqualTo("compact");
        assertThat(Topics.names(topics).values())
                .filteredOn(topic -> !topic.equals("model"))
                .isNotEmpty()
                .allMatch(topic -> CleanupPolicies.of(topic, topics).equals("delete"));
    }
}
