package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.parameters.Logs;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.parameters.PublishedRecord;
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
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whenever a writer dies, what the broker's log cleaner leaves of its topic holds a whole version. */
@Tag("nightly")
@Timeout(600)
final class CompactionIT {

    private static final int SIZE = 25;
    private static final int CHUNK_VALUES = 10;

    /** Three chunks and the manifest. */
    private static final int RECORDS = 4;

    private static EmbeddedBroker broker;
    private static int topics;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        alter(new ConfigResource(ConfigResource.Type.BROKER, ""), Map.of("log.cleaner.backoff.ms", "50"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** After each record of a version, its last included: the commit is still to come. */
    static IntStream deaths() {
        return IntStream.rangeClosed(1, RECORDS);
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void theVersionBeforeIsWholeWhereTheNextWasNotFinished(int written) throws Exception {
        String topic = topic();
        dieAfter(written, topic);

        clean(topic);

        for (String isolation : List.of("read_committed", "read_uncommitted")) {
            List<ModelVersion> found = read(topic, isolation);
            assertThat(found)
                    .as(isolation)
                    .usingRecursiveFieldByFieldElementComparator()
                    .contains(version(7, 1));
        }
        assertThat(read(topic, "read_committed"))
                .extracting(ModelVersion::version)
                .containsExactly(1L);
    }

    /** The first version of the next writer dies as well. */
    @ParameterizedTest
    @MethodSource("deaths")
    void severalThatDieOneAfterTheOtherTakeNothingAway(int written) throws Exception {
        String topic = topic();
        dieAfter(written, topic);
        VersionWriter next = writer(topic, new MortalProducer(settings(topic), written));
        assertThatThrownBy(() -> next.write(version(8, 1), null)).isInstanceOf(Death.class);
        next.close();

        clean(topic);

        assertThat(read(topic, "read_committed"))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(version(7, 1));
    }

    /** A writer that a restart left behind goes on in the middle of its version, when its successor has published. */
    @ParameterizedTest
    @MethodSource("deaths")
    void whoIsLeftBehindOverwritesNothingOfItsSuccessor(int written) throws Exception {
        String topic = topic();
        KafkaProducer<byte[], byte[]> former =
                new KafkaProducer<>(settings(topic), new ByteArraySerializer(), new ByteArraySerializer());
        former.initTransactions();
        former.beginTransaction();
        List<PublishedRecord> left = Logs.of(new ModelRecords("{}", CHUNK_VALUES), version(7, 1));
        send(former, topic, left.subList(0, written));

        VersionWriter successor = writer(topic, producer(topic));
        successor.write(version(8, 2), null);
        assertThatThrownBy(() -> {
                    send(former, topic, left.subList(written, RECORDS));
                    former.commitTransaction();
                })
                .isInstanceOf(Exception.class);
        former.close(Duration.ZERO);
        successor.close();
        clean(topic);

        assertThat(read(topic, "read_committed"))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(version(8, 2));
    }

    /** Publishes a version, and dies when so many records of the next are written. */
    private static void dieAfter(int written, String topic) throws Exception {
        VersionWriter writer = writer(topic, new MortalProducer(settings(topic), RECORDS + written));
        writer.write(version(7, 1), null);
        assertThatThrownBy(() -> writer.write(version(7, 2), null)).isInstanceOf(Death.class);
        writer.close();
    }

    private static VersionWriter writer(String topic, KafkaProducer<byte[], byte[]> producer) {
        producer.initTransactions();
        return new VersionWriter(
                producer, topic, new ModelRecords("{}", CHUNK_VALUES), new TestProcessingTimeService(), bytes -> {});
    }

    private static KafkaProducer<byte[], byte[]> producer(String topic) {
        return new KafkaProducer<>(settings(topic), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Properties settings(String topic) {
        return new PublishingSink(config(topic), false).settings();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, List<PublishedRecord> records)
            throws Exception {
        for (PublishedRecord record : records) {
            producer.send(ProducerRecords.of(topic, record.key(), record.value()))
                    .get();
        }
    }

    private static final class Death extends RuntimeException {}

    /** A real producer whose process is gone when it has sent so many records: it aborts nothing. */
    private static final class MortalProducer extends KafkaProducer<byte[], byte[]> {

        private int left;

        MortalProducer(Properties settings, int left) {
            super(settings, new ByteArraySerializer(), new ByteArraySerializer());
            this.left = left;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return send(record, null);
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (left == 0) {
                flush();
                throw new Death();
            }
            left--;
            return super.send(record, callback);
        }

        @Override
        public void commitTransaction() {
            if (left == 0) {
                flush();
                throw new Death();
            }
            super.commitTransaction();
        }

        @Override
        public void close(Duration patience) {
            super.close(Duration.ZERO);
        }
    }

    /** Returns when the cleaner has been over all that stood in the topic, and whoever died is given up. */
    private static void clean(String topic) throws Exception {
        TopicPartition log = new TopicPartition(topic, 0);
        try (KafkaProducer<byte[], byte[]> successor = producer(topic)) {
            successor.initTransactions(); // aborts what its predecessor left open
        }
        long end = end(log);
        Properties plain = config(topic).kafka().clientProperties();
        try (var filler = new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
            boolean clean = false;
            while (!clean) {
                for (PublishedRecord record : List.of(new PublishedRecord("filler", new byte[1]))) {
                    send(filler, topic, List.of(record, record));
                }
                Thread.sleep(60); // and the segment is rolled
                long fillers = records(topic, "read_uncommitted").stream()
                        .filter(record -> record.offset() < end + 6 && record.key()[0] == 'f')
                        .count();
                clean = end(log) > end + 20 && fillers == 0;
            }
        }
    }

    private static long end(TopicPartition log) {
        try (var consumer = consumer(log.topic(), "read_uncommitted")) {
            return consumer.endOffsets(List.of(log)).get(log);
        }
    }

    private static List<ModelVersion> read(String topic, String isolation) {
        ModelAssembler reader = new ModelAssembler("storms", new ModelLimits(SIZE, 10_000));
        List<ModelVersion> versions = new ArrayList<>();
        records(topic, isolation).forEach(record -> reader.accept(record.key(), record.value())
                .ifPresent(model -> versions.add(model.version())));
        return versions;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, String isolation) {
        TopicPartition log = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = consumer(topic, isolation)) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            long end = consumer.endOffsets(List.of(log)).get(log);
            while (consumer.position(log) < end) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String topic, String isolation) {
        Properties settings = config(topic).kafka().clientProperties();
        settings.setProperty("isolation.level", isolation);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A topic as Backflow makes it, of which the cleaner sees each segment soon. */
    private static String topic() throws Exception {
        String topic = "model-" + topics++;
        new Topics(config(topic).kafka(), Topics.PATIENCE).create(1, Optional.empty());
        alter(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                Map.of("segment.ms", "50", "min.cleanable.dirty.ratio", "0", "delete.retention.ms", "0"));
        return topic;
    }

    private static void alter(ConfigResource resource, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<AlterConfigOp> operations = settings.entrySet().stream()
                    .map(setting -> new AlterConfigOp(
                            new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(resource, operations)).all().get();
        }
    }

    private static JobConfig config(String topic) {
        return JobConfig.parse("""
                job: {run: storms}
                kafka: {bootstrap_servers: "%s", topics: {parameters: %s}}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                """.formatted(broker.bootstrapServers(), topic));
    }

    private static ModelVersion version(long nonce, long version) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = 100 * nonce + 10 * version + i;
        }
        return new ModelVersion(
                "storms", new VersionId(1, nonce, version), new long[] {version}, values, TrainingTotals.ZERO, true);
    }
}
