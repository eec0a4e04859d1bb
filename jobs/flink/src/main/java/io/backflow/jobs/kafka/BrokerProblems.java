package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Turns an error of a Kafka client into a sentence with the key to change. */
final class BrokerProblems {

    private BrokerProblems() {}

    static ConfigException explain(KafkaConfig config, Duration timeout, String what, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String brokers = "kafka.bootstrap_servers is " + config.bootstrapServers();
        if (cause instanceof TimeoutException) {
            return new ConfigException(
                    brokers + "; no broker answered within " + timeout.toMillis() / 1000.0
                            + " s; start one, correct the address, or set security.protocol under kafka.properties",
                    cause);
        }
        if (cause instanceof AuthenticationException) {
            return new ConfigException(
                    brokers + "; the broker refused the credentials (" + root.getMessage()
                            + "); correct the security settings under kafka.properties",
                    cause);
        }
        if (cause instanceof AuthorizationException) {
            return new ConfigException(
                    brokers + "; " + what + ": the broker does not permit it (" + root.getMessage()
                            + "); grant this user the right, or use another",
                    cause);
        }
        return new ConfigException(
                brokers + "; " + what + ": " + root.getMessage() + "; correct the address or kafka.properties", cause);
    }
}
