package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.SecretReferences;
import io.backflow.jobs.config.Secrets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Turns an error of a Kafka client into a sentence with the key to change, without the secrets it was given. */
public final class BrokerProblems {

    private static final String CONTROLLER_MILLIS = "2000";

    private BrokerProblems() {}

    /** What went wrong with {@code what}, in a sentence; {@code timeout} is how long the brokers had to answer. */
    public static ConfigException explain(KafkaConfig config, Duration timeout, String what, Throwable cause) {
        String brokers = "kafka.bootstrap_servers is " + config.bootstrapServers();
        String reason =
                Secrets.strippedOf(secrets(config), String.valueOf(root(cause).getMessage()));
        boolean silent = cause instanceof TimeoutException;
        if ((silent || cause instanceof UnsupportedVersionException) && isController(config)) {
            return new ConfigException(
                    brokers + ", where a controller answers, and no broker; name the port of a" + " broker's listener");
        }
        if (silent) {
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

    /** A controller does not answer what brokers are asked. */
    private static boolean isController(KafkaConfig config) {
        Properties client = config.clientProperties();
        client.put("bootstrap.controllers", client.remove("bootstrap.servers"));
        client.put("default.api.timeout.ms", CONTROLLER_MILLIS);
        client.put("request.timeout.ms", CONTROLLER_MILLIS);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException | KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** There is no {@code topic}, which {@code key} names, or the brokers do not show it to this user. */
    public static ConfigException absent(KafkaConfig config, String key, String topic) {
        boolean authenticated = config.properties()
                .getOrDefault("security.protocol", "PLAINTEXT")
                .toUpperCase(Locale.ROOT)
                .startsWith("S");
        return new ConfigException(key + " is " + topic + ", but " + config.bootstrapServers()
                + " has no such topic; create it or correct the name"
                + (authenticated ? ", or grant this user the right to see it" : ""));
    }

    /** The settings that the client knew, whose values it may repeat. */
    private static Map<String, String> secrets(KafkaConfig config) {
        try {
            return new SecretReferences().resolve("kafka.properties", config.properties());
        } catch (ConfigException e) {
            return config.properties(); // then no client knew them
        }
    }

    private static Throwable root(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
