package io.backflow.lab.experiment.pipeline;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.WaveFeatures;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Variant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The stream that everybody reads: noisy waves of {@value #SEQUENCES} sequences in turn, as steps in one topic and as
 * bare numbers in another, for the peer.
 */
final class PipelineStream {

    static final int SEQUENCES = 1000;
    static final int FEATURES = 16;
    static final int WINDOW = 32;
    static final int BATCH = 32;
    static final float LEARNING_RATE = 0.01f;

    /** Big-endian: the number of the sequence, then the features; in the order of the steps. */
    static final String NUMBERS = "numbers";

    private static final String STEPS = "steps";
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PipelineStream() {}

    /** Writes {@code records} to each of the two topics. */
    static void write(String brokers, int records) throws Exception {
        JobConfig config = config(brokers, "feed", 1, new Variant(1, StateBackend.HASHMAP, "none", "step"));
        createTopics(config);
        Map<String, Object> client = Map.of("bootstrap.servers", brokers, "linger.ms", "20", "batch.size", "262144");
        new Topics(config.kafka(), PATIENCE).create(NUMBERS, PARTITIONS);
        Random random = new Random(1);
        try (TimestepProducer steps = new TimestepProducer(config.kafka());
                KafkaProducer<byte[], byte[]> numbers =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                int sequence = i % SEQUENCES;
                float[] features = WaveFeatures.of(sequence, i / SEQUENCES, FEATURES, random);
                steps.send(new Step("s-" + sequence, i / SEQUENCES, 1000L * (i / SEQUENCES), features));
                numbers.send(new ProducerRecord<>(NUMBERS, sequence % PARTITIONS, null, bytes(sequence, features)));
            }
        }
    }

    private static byte[] bytes(int sequence, float... features) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES + Float.BYTES * FEATURES).putInt(sequence);
        for (float feature : features) {
            bytes.putFloat(feature);
        }
        return bytes.array();
    }

    static void createTopics(JobConfig config) throws Exception {
        new Topics(config.kafka(), PATIENCE).create(PARTITIONS, Optional.empty());
    }

    /** Removes what job {@code config} has predicted, of which a whole benchmark would fill the disk. */
    static void deletePredictions(JobConfig config) throws Exception {
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            admin.deleteTopics(List.of(config.kafka().topics().predictions()))
                    .all()
                    .get();
        }
    }

    static JobConfig config(String brokers, String name, int units, Variant variant) {
        return JobConfig.parse("""
                job: {name: %1$s, run: %1$s, parallelism: %2$d}
                kafka:
                  bootstrap_servers: "%3$s"
                  bounded: true
                  group_id: %1$s
                  topics: {timesteps: %4$s, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, dead_letters: %1$s-dead, control: %1$s-control}
                model:
                  input: {type: features, size: %5$d}
                  layers: [{type: lstm, units: %6$d}]
                  head: {units: %5$d, loss: {type: mse}}
                target: {type: next, steps_ahead: 1}
                forecast: {type: training}
                predictions: {publish: {type: %7$s}, record: %12$s}
                horizon: {type: truncated, every: %8$d}
                batch: {size: %9$d, linger: 50ms}
                optimizer: {rule: {type: sgd}, learning_rate: %10$s}
                flink: {execution.checkpointing.interval: 10s%11$s}
                """.formatted(
                        name,
                        variant.parallelism(),
                        brokers,
                        STEPS,
                        FEATURES,
                        units,
                        variant.predictions(),
                        WINDOW,
                        BATCH,
                        LEARNING_RATE,
                        settings(variant),
                        variant.record()));
    }

    private static String settings(Variant variant) {
        StringBuilder settings = new StringBuilder();
        variant.state()
                .settings()
                .forEach((key, value) ->
                        settings.append(", ").append(key).append(": ").append(value));
        return settings.toString();
    }
}
