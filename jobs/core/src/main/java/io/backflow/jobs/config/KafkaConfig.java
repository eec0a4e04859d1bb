package io.backflow.jobs.config;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the topics are.
 *
 * @param bootstrapServers addresses of one or more brokers, {@code host:port}, separated by commas
 * @param bounded whether the job stops at the end offsets that it found at its start
 * @param idleTimeout how long a partition without records may hold back event time; zero: for ever
 * @param groupId consumer group; only a label of the committed offsets, Flink assigns the partitions
 * @param start where a job begins to read, and what must hold before
 * @param properties any other client setting; never logged
 * @param topics the topics' names
 */
public record KafkaConfig(
        @Key(meaning = "addresses of one or more brokers, `host:port`, separated by commas")
        String bootstrapServers,

        @Key(meaning = "whether the job stops at the end offsets that it finds at its start", preset = "false")
        boolean bounded,

        @Key(
                meaning = "how long a partition without records may hold back event time, and with it synchronous"
                        + " rounds;"
                        + " `0ms`: for ever; without effect in a bounded job, whose partitions end",
                preset = "1m")
        Duration idleTimeout,

        @Key(
                meaning = "consumer group under which a job commits its offsets at each checkpoint; a start reads them"
                        + " only where `kafka.start.from` is `committed`",
                preset = "backflow")
        String groupId,

        @Key(meaning = "where a job begins to read, and what must hold before", preset = "{}")
        StartConfig start,

        @Key(
                meaning = "other settings of the Kafka clients, such as `security.protocol`; the values are never"
                        + " logged, and may refer to secrets: `${env:NAME}`, `${file:PATH}`, `${file:PATH:KEY}`;"
                        + " `isolation.level` is `read_committed` unless it is set here",
                preset = "{}")
        Map<String, String> properties,

        @Key(meaning = "names of the topics", preset = "{}") TopicsConfig topics) {

    private static final String ISOLATION = "isolation.level";
    private static final String READ_COMMITTED = "read_committed";
    private static final Set<String> ISOLATIONS = Set.of(READ_COMMITTED, "read_uncommitted");

    private static final Pattern SERVER = Pattern.compile("\\S+:(\\d{1,5})");
    private static final Pattern WEB = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);
    private static final int LAST_PORT = 65_535;

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
            checkServer(server.strip(), bootstrapServers);
        }
        if (groupId.isBlank()) {
            throw new ConfigException("kafka.group_id is empty; give it a name or leave it out");
        }
        String isolation = properties.getOrDefault(ISOLATION, READ_COMMITTED);
        if (!ISOLATIONS.contains(isolation)) {
            throw new ConfigException("kafka.properties." + ISOLATION + " is " + isolation
                    + "; set it to read_committed or read_uncommitted, or leave it out");
        }
        for (String key : properties.keySet()) {
            String instead = OWNED.get(key);
            if (instead != null) {
                throw new ConfigException("kafka.properties." + key + " is set, but Backflow sets it itself; remove it"
                        + (instead.isEmpty() ? "" : " and set " + instead));
            }
        }
    }

    private static void checkServer(String server, String all) {
        if (WEB.matcher(server).matches()) {
            throw new ConfigException("kafka.bootstrap_servers is \"" + all
                    + "\", but brokers do not speak HTTP; write host:port without http://");
        }
        Matcher address = SERVER.matcher(server);
        if (!address.matches()) {
            throw new ConfigException(
                    "kafka.bootstrap_servers is \"" + all + "\"; write host:port of each broker, separated by commas");
        }
        if (Integer.parseInt(address.group(1)) > LAST_PORT) {
            throw new ConfigException("kafka.bootstrap_servers is \"" + all + "\", and no port is greater than "
                    + LAST_PORT + "; correct the port");
        }
    }

    /** The same for readers of {@code topic} in the place of the timesteps. */
    public KafkaConfig reading(String topic) {
        return new KafkaConfig(
                bootstrapServers, bounded, idleTimeout, groupId, start, properties, topics.reading(topic));
    }

    /** Whether a partition may be declared silent. */
    public boolean declaresIdle() {
        return !bounded && !idleTimeout.isZero();
    }

    /**
     * Refuses more workers than partitions if no partition may be declared silent: a worker that reads no partition has
     * no event time, and would hold back that of all others.
     *
     * @param key of the topic that they read, below {@code kafka.topics}
     * @param topic its name
     */
    public void checkReaders(String key, String topic, int partitions, int workers) {
        if (!bounded && !declaresIdle() && partitions < workers) {
            throw new ConfigException("kafka.idle_timeout is " + idleTimeout.toMillis() + "ms, but job.parallelism is "
                    + workers + " and kafka.topics." + key + ", " + topic + ", has " + partitions
                    + (partitions == 1 ? " partition" : " partitions")
                    + "; a worker that reads none would hold up event time for ever, so add partitions, lower"
                    + " job.parallelism to " + partitions + ", or set kafka.idle_timeout to 1m");
        }
    }

    /**
     * All settings that a Kafka client needs to reach the brokers, secrets included, with the values that {@link
     * SecretReferences} name on this machine.
     *
     * @throws ConfigException where such a value is not there
     */
    public Properties clientProperties() {
        Properties client = new Properties();
        client.putAll(new SecretReferences().resolve("kafka.properties", properties));
        client.setProperty("bootstrap.servers", bootstrapServers);
        return client;
    }

    /**
     * The same for a consumer: it reads what transactions have committed, unless the properties say otherwise. What a
     * producer aborted, and what it has not committed yet, is no timestep.
     */
    public Properties consumerProperties() {
        Properties client = clientProperties();
        client.putIfAbsent(ISOLATION, READ_COMMITTED);
        return client;
    }

    /** Whether consumers read what transactions have committed only. */
    public boolean readsCommitted() {
        return properties.getOrDefault(ISOLATION, READ_COMMITTED).equals(READ_COMMITTED);
    }

    /** Contains the names of the properties, but not their values, which may be secrets. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", bounded=" + bounded + ", idleTimeout="
                + idleTimeout
                + ", groupId=" + groupId
                + ", start=" + start
                + ", properties=" + properties.keySet().stream().sorted().toList() + ", topics=" + topics + "]";
    }
}
