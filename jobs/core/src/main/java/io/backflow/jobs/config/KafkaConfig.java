package io.backflow.jobs.config;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the topics are.
 *
 * @param bootstrapServers brokers to ask first, {@code host:port}, separated by commas
 * @param bounded whether the job stops at the end offsets that it found at its start
 * @param idleTimeout how long a silent partition may hold up event time; zero: for ever
 * @param groupId consumer group; only a label of the committed offsets, Flink assigns the partitions
 * @param properties any other client setting; never logged
 * @param topics the topics' names
 */
public record KafkaConfig(
        @Key(meaning = "brokers to ask first, `host:port`, separated by commas")
        String bootstrapServers,

        @Key(meaning = "whether to stop at the end offsets found at the start", preset = "false")
        boolean bounded,

        @Key(
                meaning = "how long a silent partition may hold up event time, and so synchronous rounds; 0ms: for"
                        + " ever; a bounded job waits for its partitions' ends instead",
                preset = "1m")
        Duration idleTimeout,

        @Key(meaning = "consumer group whose committed offsets a fresh job starts from", preset = "backflow")
        String groupId,

        @Key(meaning = "any other Kafka client setting, such as `security.protocol`; never logged", preset = "{}")
        Map<String, String> properties,

        @Key(meaning = "the topics", preset = "{}") TopicsConfig topics) {

    private static final Pattern SERVER = Pattern.compile("\\S+:\\d{1,5}");

    private static final Map<String, String> OWNED = Map.of(
            "bootstrap.servers", "kafka.bootstrap_servers",
            "group.id", "kafka.group_id",
            "key.serializer", "",
            "value.serializer", "",
            "key.deserializer", "",
            "value.deserializer", "",
            "auto.offset.reset", "",
            "transactional.id", "");

    public KafkaConfig {
        properties = new MaskedMap(properties);
        DurationChecks.notNegative("kafka.idle_timeout", idleTimeout);
        for (String server : bootstrapServers.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new ConfigException("kafka.bootstrap_servers is \"" + bootstrapServers
                        + "\"; write host:port of each broker, separated by commas");
            }
        }
        if (groupId.isBlank()) {
            throw new ConfigException("kafka.group_id is empty; give it a name or leave it out");
        }
        for (String key : properties.keySet()) {
            String instead = OWNED.get(key);
            if (instead != null) {
                throw new ConfigException("kafka.properties." + key + " is set, but Backflow sets it itself; remove it"
                        + (instead.isEmpty() ? "" : " and set " + instead));
            }
        }
    }

    /** Whether a partition may be declared silent. */
    public boolean declaresIdle() {
        return !bounded && !idleTimeout.isZero();
    }

    /**
     * Refuses a worker that would read no partition, where nobody may be declared silent: it has no event time to tell,
     * and so would hold up everybody else's.
     *
     * @param partitions of the topic {@code timesteps}
     */
    public void checkReaders(int partitions, int workers) {
        if (!bounded && !declaresIdle() && partitions < workers) {
            throw new ConfigException("kafka.idle_timeout is " + idleTimeout.toMillis() + "ms, but job.parallelism is "
                    + workers + " and kafka.topics.timesteps, " + topics.timesteps() + ", has " + partitions
                    + (partitions == 1 ? " partition" : " partitions")
                    + "; a worker that reads none would hold up event time for ever, so add partitions, lower"
                    + " job.parallelism to " + partitions + ", or set kafka.idle_timeout to 1m");
        }
    }

    /** Everything a Kafka client needs to reach the brokers, secrets included. */
    public Properties clientProperties() {
        Properties client = new Properties();
        client.putAll(properties);
        client.setProperty("bootstrap.servers", bootstrapServers);
        return client;
    }

    /** Names the properties, but none of their values: they may be secrets. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", bounded=" + bounded + ", idleTimeout="
                + idleTimeout
                + ", groupId=" + groupId
                + ", properties=" + properties.keySet().stream().sorted().toList() + ", topics=" + topics + "]";
    }
}
