package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.TopicsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * How the brokers clean each topic up. Compaction keeps the last record of a key: of {@code parameters} that is a run's
 * newest model, which deletion by age would take away; of every other topic it would leave one step, prediction or
 * message of a sequence or run, and drop the others without a word.
 */
final class CleanupPolicies {

    private final KafkaConfig config;
    private final Duration timeout;

    CleanupPolicies(KafkaConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
    }

    /** The policy that a topic has to have. */
    static String of(String topic, TopicsConfig topics) {
        return topic.equals(topics.parameters())
                ? TopicConfig.CLEANUP_POLICY_COMPACT
                : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    /**
     * Refuses a topic with another policy; one that is not there is left out.
     *
     * @param notices takes a sentence for each topic whose settings the brokers do not show
     * @throws ConfigException that says how to change it
     */
    void check(Consumer<String> notices) {
        try (Admin admin = Topics.admin(config, timeout)) {
            Map<String, String> keys = new TreeMap<>(Topics.names(config.topics()));
            keys.values().retainAll(admin.listTopics().names().get());
            Map<String, KafkaFuture<Config>> settings = settings(admin, List.copyOf(keys.values()));
            for (Map.Entry<String, String> key : keys.entrySet()) {
                check(key.getKey(), key.getValue(), Objects.requireNonNull(settings.get(key.getValue())), notices);
            }
        } catch (ExecutionException e) {
            throw BrokerProblems.explain(
                    config, timeout, "the topics cannot be looked up", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("the look at Kafka was interrupted; start again", e);
        }
    }

    private static Map<String, KafkaFuture<Config>> settings(Admin admin, List<String> topics) {
        return admin
                .describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .values()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private void check(String key, String topic, KafkaFuture<Config> settings, Consumer<String> notices)
            throws ExecutionException, InterruptedException {
        String wanted = of(topic, config.topics());
        String policy;
        try {
            policy = settings.get().get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            notices.accept(key + " is " + topic + ", whose settings this user may not see; make sure that its "
                    + TopicConfig.CLEANUP_POLICY_CONFIG + " is " + wanted);
            return;
        }
        if (!policy.equals(wanted)) {
            throw new ConfigException(key + " is " + topic + ", whose " + TopicConfig.CLEANUP_POLICY_CONFIG + " is "
                    + policy + ", so that " + loss(wanted) + "; set it to " + wanted + " (kafka-configs --alter"
                    + " --topic " + topic + " --add-config " + TopicConfig.CLEANUP_POLICY_CONFIG + "=" + wanted
                    + "), or name another topic");
        }
    }

    private static String loss(String wanted) {
        return wanted.equals(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? "the published model is deleted when it is old"
                : "of each key all records but the last are dropped";
    }
}
