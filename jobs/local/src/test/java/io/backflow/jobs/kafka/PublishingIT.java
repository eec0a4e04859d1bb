package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may publish a run, and for how long a dead publisher is in the way of others. */
@Timeout(600)
final class PublishingIT {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** How often the broker looks for transactions that have lasted too long. */
    private static final int LOOKS_EVERY_MILLIS = 1_000;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                Integer.toString(LOOKS_EVERY_MILLIS)));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whoPublishesARunFencesWhoPublishedItBefore() throws Exception {
        JobConfig config = config("fenced", "storms");
        VersionWriter former = writer(config);
        former.write(version("storms", 1), null);

        try (VersionWriter successor = writer(config)) {
            assertThatThrownBy(() -> {
                        former.write(version("storms", 2), null);
                        former.flush(false);
                    })
                    .hasMessageContaining("another job publishes the same run")
                    .hasMessageContaining("job.run");
            successor.write(version("storms", 3), null);
        }
        former.close();

        assertThat(versions(config, "read_committed", 2)).containsExactly(1L, 3L);
    }

    @Test
    void twoRunsShareATopic() throws Exception {
        try (VersionWriter one = writer(config("shared", "storms"));
                VersionWriter other = writer(config("shared", "births"))) {
            one.write(version("storms", 1), null);
            other.write(version("births", 1), null);
            one.flush(false);
            one.write(version("storms", 2), null);
            one.flush(false);
        }
        assertThat(versions(config("shared", "storms"), "read_committed", 2)).containsExactly(1L, 2L);
        assertThat(versions(config("shared", "births"), "read_committed", 1)).containsExactly(1L);
    }

    /** Nobody begins the dead run again; another run publishes to the same topic meanwhile. */
    @Test
    void aDeadWriterIsInTheWayNoLongerThanItsTransactionLasts() throws Exception {
        JobConfig dead = config("blocked", "dead");
        KafkaProducer<byte[], byte[]> dying = new KafkaProducer<>(
                new PublishingSink(dead, false).settings(), new ByteArraySerializer(), new ByteArraySerializer());
        dying.initTransactions();
        dying.beginTransaction();
        dying.send(ProducerRecords.of("blocked", "dead/chunk-0", new byte[9])).get();
        long died = System.nanoTime();
        dying.close(Duration.ZERO);

        JobConfig config = config("blocked", "storms");
        try (VersionWriter writer = writer(config)) {
            writer.write(version("storms", 1), null);
        }

        assertThat(versions(config, "read_uncommitted", 1)).containsExactly(1L);
        assertThat(millisSince(died)).as("workers read without waiting").isLessThan(TIMEOUT_MILLIS);
        assertThat(versions(config, "read_committed", 1)).containsExactly(1L);
        assertThat(millisSince(died)).isBetween(TIMEOUT_MILLIS / 2L, 5L * TIMEOUT_MILLIS);
    }

    @Test
    void aTransactionThatLastsTooLongFailsWithItsRemedy() throws Exception {
        VersionWriter slow = writer(config("slow", "storms"));
        slow.write(version("storms", 1), null);
        slow.write(version("storms", 2), null); // its commit waits for a timer that never fires

        Thread.sleep(TIMEOUT_MILLIS + 3 * LOOKS_EVERY_MILLIS);

        assertThatThrownBy(() -> slow.flush(false)).hasMessageContaining("transaction.timeout.ms");
        slow.close();
    }

    /** For a silent broker a server that begins with a published model is restarted; without the version it ends. */
    @Test
    void aSilentBrokerIsNoLackOfTheVersion() throws Exception {
        JobConfig config = config("silent", "storms");
        try (VersionWriter writer = writer(config)) {
            writer.write(version("storms", 1), null);
        }
        JobConfig silent =
                JobConfig.parse(yaml("silent", "storms", "fetch.min.bytes: \"50000000\", fetch.max.wait.ms: \"3000\""));

        assertThatThrownBy(() -> new ParametersLog(silent, Duration.ofSeconds(1)).read(new VersionId(1, 7, 1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("the broker sent nothing for 1.0 s");
        assertThatThrownBy(() -> new ParametersLog(config, Topics.PATIENCE).read(new VersionId(1, 7, 2)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("version 2 of run storms is no longer in topic silent");
    }

    @Test
    void aUserWithoutTheRightIsToldWhatToGrant() throws Exception {
        AclBinding denial = new AclBinding(
                new ResourcePattern(ResourceType.TRANSACTIONAL_ID, "denied/storms", PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createAcls(List.of(denial)).all().get();
        }
        assertThatThrownBy(() -> writer(config("denied", "storms")))
                .hasMessageContaining("grant this user Write and Describe on the transactional ID denied/storms");
    }

    @Test
    void aTimeoutThatTheWriterCannotKeepIsRefused() {
        for (String millis : List.of("9999", "soon", "-1")) {
            JobConfig config = JobConfig.parse(yaml("any", "storms", "transaction.timeout.ms: \"" + millis + "\""));
            assertThatThrownBy(() -> new PublishingSink(config, false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("kafka.properties.transaction.timeout.ms is \"" + millis
                            + "\"; set 10000 or more milliseconds, or remove it for 60000");
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static VersionWriter writer(JobConfig config) throws Exception {
        return new PublishingSink(config, false).writer(new TestProcessingTimeService(), bytes -> {});
    }

    /** The first {@code count} whole versions that a reader from the beginning sees. */
    private static List<Long> versions(JobConfig config, String isolation, int count) {
        ModelAssembler reader = new ModelAssembler(config.job().run(), new ModelLimits(2, 10_000));
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("isolation.level", isolation);
        List<Long> versions = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition log = new TopicPartition(config.kafka().topics().parameters(), 0);
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            while (versions.size() < count) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> reader.accept(record.key(), record.value())
                        .ifPresent(model -> versions.add(model.version().version())));
            }
        }
        return versions;
    }

    private static JobConfig config(String topic, String run) throws Exception {
        JobConfig config = JobConfig.parse(yaml(topic, run, "transaction.timeout.ms: \"" + TIMEOUT_MILLIS + "\""));
        new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.empty());
        return config;
    }

    private static String yaml(String topic, String run, String property) {
        return """
                job: {run: %s}
                kafka: {bootstrap_servers: "%s", topics: {parameters: %s}, properties: {%s}}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                """.formatted(run, broker.bootstrapServers(), topic, property);
    }

    private static ModelVersion version(String run, long version) {
        float[] values = {version, -version};
        return new ModelVersion(
                run, new VersionId(1, 7, version), new long[] {version}, values, TrainingTotals.ZERO, false);
    }
}
