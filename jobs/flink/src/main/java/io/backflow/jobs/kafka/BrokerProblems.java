package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.Secrets;
import java.time.Duration;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Turns an error of a Kafka client into a sentence with the key to change, without the secrets it was given. */
public final class BrokerProblems {

    private BrokerProblems() {}

    /** What went wrong with {@code what}, in a sentence; {@code timeout} is how long the brokers had to answer. */
    public static ConfigException explain(KafkaConfig config, Duration timeout, String what, Throwable cause) {
        String brokers = "kafka.bootstrap_servers is " + config.bootstrapServers();
        String reason = Secrets.strippedOf(
                config.properties(), String.valueOf(root(cause).getMessage()));
        if (cause instanceof TimeoutException) {
            return new ConfigException(brokers + "; no broker answered within " + timeout.toMillis() / 1000.0
                    + " s; start one, correct the address, or set security.protocol under kafka.properties");
        }
        if (cause instanceof AuthenticationException) {
            return new ConfigException(brokers + "; the broker refused the credentials (" + reason
                    + "); correct the security settings under kafka.properties");
        }
        if (cause instanceof AuthorizationException) {
            return new ConfigException(brokers + "; " + what + ": the broker does not permit it (" + reason
                    + "); grant this user the right, or use another");
        }
        return new ConfigException(brokers + "; " + what + ": " + reason + "; correct the address or kafka.properties");
    }

    private static Throwable root(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
