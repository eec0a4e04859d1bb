package io.backflow.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What Maven puts on this module's class path. Other ways to run its tests may bring more. */
class ClassPathTest {

    static boolean byMaven() {
        return System.getProperty("surefire.test.class.path") != null || System.getProperty("basedir") != null;
    }

    @Test
    @EnabledIf("byMaven")
    void thereIsNoFlinkOnIt() {
        assertThat(getClass().getClassLoader().getResource("org/apache/flink/api/common/functions/Function.class"))
                .isNull();
        assertThat(getClass().getClassLoader().getResource("org/apache/kafka/clients/consumer/KafkaConsumer.class"))
                .isNotNull();
    }
}
