package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.TopicsConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a job: makes them, and checks before a start that they are there. Whatever is wrong ends in a
 * {@link ConfigException}.
 */
public final class Topics {

    /** How long the brokers have to answer by default. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConfig config;
    private final Duration timeout;

    /** @param timeout how long the brokers have to answer */
    public Topics(KafkaConfig config, Duration timeout) {
        this.config = config;
        this.timeout = timeout;
    }

    /**
     * Makes the topics that do not exist; those that do are left as they are. {@code parameters} gets one partition and
     * is compacted; no other is, whatever the brokers' default.
     *
     * @param partitions of every other topic
     * @param replication of every topic; empty: the brokers' default
     * @return the names of those made
     */
    public List<String> create(int partitions, Optional<Short> replication) {
        Map<String, NewTopic> wanted = new LinkedHashMap<>();
        names().values().forEach(name -> wanted.put(name, topic(name, partitions, replication)));
        return create(wanted.values());
    }

    /**
     * Makes the topic {@code name}, which is not compacted, with the brokers' default of copies; one that exists is
     * left as it is.
     *
     * @return whether it was made
     */
    public boolean create(String name, int partitions) {
        return !create(List.of(topic(name, partitions, Optional.empty()))).isEmpty();
    }

    private List<String> create(Collection<NewTopic> wanted) {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get();
            CreateTopicsResult creation = admin.createTopics(wanted);
            List<String> made = new ArrayList<>();
            for (Map.Entry<String, KafkaFuture<Void>> topic : creation.values().entrySet()) {
                if (made(topic.getValue())) {
                    made.add(topic.getKey());
                }
            }
            awaitLeaders(admin, creation, made, timeout);
            return made.stream().sorted().toList();
        } catch (ExecutionException e) {
            throw problem("the topics cannot be made", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Makes topics that do not exist yet, and returns when records may be sent to every partition of them.
     *
     * @throws ExecutionException where one exists, or cannot be made
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        CreateTopicsResult creation = admin.createTopics(topics);
        creation.all().get();
        awaitLeaders(admin, creation, creation.values().keySet(), PATIENCE);
    }

    /**
     * Returns when every partition of {@code topics} answers. Until then a leader may refuse an idempotent producer's
     * first batch and take its second; the first then comes out of order for ever, and is lost after two minutes. A
     * broker that has not yet learned of the new topic answers that there is none: the request is repeated.
     */
    private static void awaitLeaders(
            Admin admin, CreateTopicsResult creation, Collection<String> topics, Duration timeout)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < creation.numPartitions(topic).get(); partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unknown || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean made(KafkaFuture<Void> creation) throws ExecutionException, InterruptedException {
        try {
            creation.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /** As {@link #check(int)}, with {@link #PATIENCE}. */
    public static void check(KafkaConfig config, int workers) {
        new Topics(config, PATIENCE).check(workers);
    }

    /**
     * Refuses to start {@code workers} where a broker does not answer, a topic is missing, {@code parameters} is not
     * one log, or {@code timesteps} has too few partitions for the workers' event time. A job does without
     * {@code control}, and so it need not be there.
     */
    public void check(int workers) {
        Map<String, String> names = names();
        names.remove("kafka.topics.control");
        try (Admin admin = admin()) {
            Set<String> existing = admin.listTopics().names().get();
            for (Map.Entry<String, String> topic : names.entrySet()) {
                if (!existing.contains(topic.getValue())) {
                    throw BrokerProblems.absent(config, topic.getKey(), topic.getValue());
                }
            }
            checkParameters(partitions(admin, config.topics().parameters()));
            checkReaders(admin, "timesteps", config.topics().timesteps(), workers);
            if (config.topics().labels() != null) {
                checkReaders(admin, "labels", config.topics().labels(), workers);
            }
        } catch (ExecutionException e) {
            throw problem("the topics cannot be looked up", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether the brokers have a topic called {@code name}. */
    public boolean has(String name) {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get().contains(name);
        } catch (ExecutionException e) {
            throw problem("the topics cannot be looked up", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void checkReaders(Admin admin, String key, String topic, int workers)
            throws ExecutionException, InterruptedException {
        config.checkReaders(key, topic, partitions(admin, topic), workers);
    }

    private void checkParameters(int partitions) {
        if (partitions != 1) {
            throw new ConfigException("kafka.topics.parameters is "
                    + config.topics().parameters() + ", which has " + partitions
                    + " partitions; a model's records need one order, so create it with one partition");
        }
    }

    private static int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private NewTopic topic(String name, int partitions, Optional<Short> replication) {
        boolean parameters = name.equals(config.topics().parameters());
        return new NewTopic(name, Optional.of(parameters ? 1 : partitions), replication)
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, CleanupPolicies.of(name, config.topics())));
    }

    private Map<String, String> names() {
        return names(config.topics());
    }

    /** Each topic under its key in the configuration. */
    static Map<String, String> names(TopicsConfig topics) {
        Map<String, String> names = new TreeMap<>();
        names.put("kafka.topics.timesteps", topics.timesteps());
        names.put("kafka.topics.predictions", topics.predictions());
        names.put("kafka.topics.parameters", topics.parameters());
        names.put("kafka.topics.progress", topics.progress());
        names.put("kafka.topics.dead_letters", topics.deadLetters());
        names.put("kafka.topics.control", topics.control());
        if (topics.labels() != null) {
            names.put("kafka.topics.labels", topics.labels());
        }
        return names;
    }

    private Admin admin() {
        return admin(config, timeout);
    }

    /** A client that gives up after {@code timeout}. */
    public static Admin admin(KafkaConfig config, Duration timeout) {
        String millis = Long.toString(Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        Properties properties = config.clientProperties();
        properties.setProperty("default.api.timeout.ms", millis);
        properties.setProperty("request.timeout.ms", millis);
        try {
            return Admin.create(properties);
        } catch (RuntimeException e) {
            throw BrokerProblems.explain(config, timeout, "no client can be made", e);
        }
    }

    private ConfigException problem(String what, Throwable cause) {
        return BrokerProblems.explain(config, timeout, what, cause);
    }

    private static ConfigException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConfigException("the look at Kafka was interrupted; start again", e);
    }
}
