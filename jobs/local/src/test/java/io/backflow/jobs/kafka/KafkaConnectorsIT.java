package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ArrivalType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.local.EmbeddedBroker;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The edges against a real broker and a real, small cluster. */
final class KafkaConnectorsIT {

    /** Not value by value, of which a model has a quarter of a million. */
    private static final RecursiveComparisonConfiguration VALUES_AS_ONE = RecursiveComparisonConfiguration.builder()
            .withEqualsForType(Arrays::equals, float[].class)
            .build();

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topicsAreMadeOnceAndThenPassTheCheck() {
        Topics topics = topics(config("made"));

        assertThat(topics.create(3, Optional.empty())).hasSize(6).contains("made-parameters");
        assertThat(topics.create(3, Optional.empty())).isEmpty();
        topics.check(1);
    }

    @Test
    void aMissingTopicIsNamed() {
        assertThatThrownBy(() -> topics(config("missing")).check(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("kafka\\.topics\\.\\w+ is missing-\\S+, but 127.0.0.1:\\d+ has no such topic;"
                        + " create it or correct the name");
    }

    @Test
    void parametersInSeveralPartitionsAreRefused() throws Exception {
        JobConfig config = config("parted");
        broker.createTopics(new NewTopic("parted-parameters", 2, (short) 1));
        topics(config).create(1, Optional.empty());

        assertThatThrownBy(() -> topics(config).check(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("parted-parameters, which has 2 partitions");
    }

    @Test
    void fewerPartitionsThanWorkersAreRefusedWhereNobodyMayBeDeclaredSilent() {
        JobConfig bounded = config("few");
        topics(bounded).create(2, Optional.empty());
        topics(bounded).check(3);
        JobConfig live = JobConfig.parse(bounded.toJson().replace("\"bounded\":true", "\"bounded\":false"));
        topics(live).check(3);
        JobConfig patient =
                JobConfig.parse(live.toJson().replaceFirst("\"idle_timeout\":\"[^\"]*\"", "\"idle_timeout\":\"0ms\""));

        topics(patient).check(2);
        assertThatThrownBy(() -> topics(patient).check(3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("job.parallelism is 3 and kafka.topics.timesteps, few-steps, has 2 partitions");
    }

    @Test
    void goodTimestepsAreReadBadOnesLandInDeadLettersAndABoundedJobEnds() throws Exception {
        JobConfig config = config("flow");
        topics(config).create(2, Optional.empty());
        produce(config.kafka().topics().timesteps());
        KafkaConnectors edges = new KafkaConnectors(config);
        StreamExecutionEnvironment env = environment();
        SingleOutputStreamOperator<Arrival> steps = env.fromSource(
                        edges.timesteps(), WatermarkStrategy.noWatermarks(), "timesteps")
                .process(new RejectedRecordRouter(Integer.MAX_VALUE), ArrivalType.get());
        steps.getSideOutput(RejectedRecordRouter.REJECTED).sinkTo(edges.deadLetters());
        steps.map(KafkaConnectorsIT::echo, RecordType.of(WindowPredictions.class))
                .sinkTo(edges.predictions());

        env.execute();

        assertThat(consume(config.kafka().topics().predictions())
                        .map(KafkaConnectorsIT::prediction)
                        .map(Prediction::getStep))
                .containsExactlyInAnyOrder(0L, 1L, 2L);
        List<ConsumerRecord<byte[], byte[]>> dead =
                consume(config.kafka().topics().deadLetters()).toList();
        assertThat(dead)
                .extracting(record -> new String(
                        record.headers().lastHeader(DeadLetterHeaders.REASON).value()))
                .containsExactlyInAnyOrder("not_framed", "step");
        assertThat(dead).anySatisfy(record -> assertThat(record.value()).containsExactly(1, 2, 3));
    }

    @Test
    void aModelLargerThanARecordIsPublishedAndReadBack() throws Exception {
        JobConfig config = config("model");
        topics(config).create(1, Optional.empty());
        ModelVersion first = version(1);
        ModelVersion second = version(2);
        StreamExecutionEnvironment env = environment();
        DataStream<ModelVersion> versions = env.fromData(TypeInformation.of(ModelVersion.class), first, second);
        versions.sinkTo(new KafkaConnectors(config).parameters()).setParallelism(1);

        env.execute();

        ModelAssembler assembler = new ModelAssembler("r", ModelLimits.forModelsOf(first.values().length, 1));
        List<PublishedModel> models = consume(config.kafka().topics().parameters())
                .flatMap(record -> assembler.accept(record.key(), record.value()).stream())
                .toList();
        assertThat(models)
                .extracting(PublishedModel::version)
                .usingRecursiveFieldByFieldElementComparator(VALUES_AS_ONE)
                .containsExactly(first, second);
        assertThat(JobConfig.parseModel(models.get(1).model())).isEqualTo(config.model());
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                Configuration.fromMap(Map.of("pipeline.generic-types", "false")));
        env.setParallelism(2);
        return env;
    }

    private static WindowPredictions echo(Arrival arrival) {
        Step step = (Step) arrival;
        return new WindowPredictions(new PrequentialPrediction(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                0,
                step.features(),
                null,
                null,
                null,
                Float.NaN,
                Float.NaN,
                step.weight()));
    }

    private static Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE)
                    .decode(record.value());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private static void produce(String topic) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrapServers());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int step = -1; step < 3; step++) {
            records.add(Steps.record(Steps.valid().setStep(step).build()));
        }
        records.add(Steps.record(new byte[] {7}, new byte[] {1, 2, 3}));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                producer.send(new ProducerRecord<>(topic, record.key(), record.value()))
                        .get();
            }
        }
    }

    /** All that a topic holds now. */
    private static Stream<ConsumerRecord<byte[], byte[]>> consume(String topic) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrapServers());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records.stream();
    }

    private static ModelVersion version(long version) {
        Random random = new Random(version);
        float[] values = new float[2 * ModelRecords.CHUNK_VALUES + 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new ModelVersion(
                "r", new VersionId(1, 9, version), new long[] {version}, values, TrainingTotals.ZERO, version == 2);
    }

    private static Topics topics(JobConfig config) {
        return new Topics(config.kafka(), Duration.ofSeconds(10));
    }

    private static JobConfig config(String prefix) {
        return JobConfig.parse("""
            kafka:
              bootstrap_servers: "%1$s"
              bounded: true
              topics: {timesteps: %2$s-steps, predictions: %2$s-said, parameters: %2$s-parameters, progress: %2$s-how, dead_letters: %2$s-dead, control: %2$s-orders}
            model: {input: {type: features, size: 2}, layers: [{type: gru, units: 3}], head: {units: 2}}
            """.formatted(broker.bootstrapServers(), prefix));
    }
}
