package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.EmbeddedBroker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model of 64 MB through a broker whose records are at most 1 MB, to a worker that follows the topic. */
final class LargeModelIT {

    private static final int SHARDS = 4;
    private static final int PARAMETERS = 16_000_000 + 22;

    /** Just below the broker's and the producer's default limits, key and framing included. */
    private static final int CHUNK_VALUES = (1 << 18) - 100;

    private static final int CHUNKS = 64;

    @Test
    @Timeout(600)
    void aWorkerGetsItWholeAndAfterwardsOnlyTheShardThatChanged() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobConfig config = config(broker);
            new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.of((short) 1));
            Join join = new Join(0, 4711);
            FeedbackChannel channel = new FeedbackChannel();
            Semaphore rings = new Semaphore(0);
            channel.subscribe(rings::release);
            ParameterFollower follower = new ParameterFollower(config, join, channel);
            try (TopicSubscription worker = new TopicSubscription(join, channel, follower);
                    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                ring(rings);
                assertThat(worker.joinRequest(false)).contains(join);
                ModelRecords records = new ModelRecords(config.modelJson(), CHUNK_VALUES);
                float[] values = values();

                List<Integer> sizes = publish(records, version(1, values.clone(), join), producer);
                assertThat(sizes).hasSize(CHUNKS + 1).allMatch(size -> size < 1_048_576);
                assertThat(Math.max(sizes.get(0), sizes.get(1))).isGreaterThan(1_048_000);
                ring(rings);
                assertWhole(worker.take(), 1, values);

                Arrays.fill(values, 4_000_100, 4_000_200, -3f);
                sizes = publish(records, version(2, values.clone()), producer);
                assertThat(sizes).as("one chunk and the manifest").hasSize(2);
                ring(rings);
                assertWhole(worker.take(), 2, values);
                assertThat(worker.refused()).isZero();
            }
        }
    }

    private static void ring(Semaphore rings) throws InterruptedException {
        assertThat(rings.tryAcquire(Patience.LONG.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static void assertWhole(ShardSnapshot[] shards, long version, float[] values) {
        assertThat(shards).hasSize(SHARDS).allMatch(shard -> shard.version() == version);
        int offset = 0;
        for (ShardSnapshot shard : shards) {
            int length = shard.values().length;
            assertThat(Arrays.equals(shard.values(), 0, length, values, offset, offset + length))
                    .isTrue();
            offset += length;
        }
        assertThat(offset).isEqualTo(PARAMETERS);
    }

    private static List<Integer> publish(
            ModelRecords records, ModelVersion version, KafkaProducer<byte[], byte[]> producer) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        records.write(version, record -> {
            sizes.add(record.value().length);
            producer.send(ProducerRecords.of("large-parameters", record.key(), record.value()));
        });
        producer.flush();
        return sizes;
    }

    private static ModelVersion version(long version, float[] values, Join... answered) {
        long[] shards = new long[SHARDS];
        Arrays.fill(shards, version);
        Relay relay = new Relay(version, answered, new long[SHARDS], new long[SHARDS], null);
        return new ModelVersion(
                "default", new VersionId(3, 8, version), shards, values, TrainingTotals.ZERO, false, relay);
    }

    private static float[] values() {
        Random random = new Random(6);
        float[] values = new float[PARAMETERS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** An embedding of 16 million values, and a recurrent layer and a head of 22. */
    private static JobConfig config(EmbeddedBroker broker) {
        return JobConfig.parse("""
                kafka:
                  bootstrap_servers: "%s"
                  topics: {timesteps: large-steps, predictions: large-said, parameters: large-parameters, progress: large-how, dead_letters: large-dead, control: large-orders}
                model: {input: {type: tokens, vocabulary: 1000000, embedding: 16}, layers: [{type: simple_rnn, units: 1}], head: {units: 2, loss: cross_entropy}}
                sync: {type: asynchronous, send: gradient}
                server: {shards: %d, feedback: topic}
                """.formatted(broker.bootstrapServers(), SHARDS));
    }
}
