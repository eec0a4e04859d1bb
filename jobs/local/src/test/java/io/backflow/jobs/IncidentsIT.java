package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.backflow.jobs.DeviceStream.Run;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.sequence.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The topic {@code progress} says how much was not learnt, and why. */
@Timeout(600)
class IncidentsIT {

    private static final String OPTIMIZER =
            "optimizer: {rule: adam, learning_rate: 0.01}\nbatch: {size: 8, linger: 5ms}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync: {type: synchronous, send: gradient, round: 20s}\nsequence: {reorder: {gap: reset}}\n",
                "sync: {type: asynchronous}\nsequence: {reorder: {gap: impute}}\n"
            })
    void everyIncidentIsCountedOnceThroughAFailure(String settings) throws Exception {
        String name = "incidents-" + Integer.toHexString(settings.hashCode());
        JobScene scene = new JobScene(BROKER.get(), name, 2, directory, settings + OPTIMIZER);
        for (int i = 0; i < 9; i++) {
            sendGarbage(name + "-in", i % JobScene.PARTITIONS);
        }

        JobRun.throughFailure(scene, irregular(), directory, JobRun.Site.TRAINER);

        ProgressReport last = lastProgress(name + "-how");
        assertThat(last.totals().steps())
                .isEqualTo(scene.last().version().totals().steps());
        assertThat(counts(last))
                .contains(entry("duplicate", 30L), entry("missing", 5L), entry("rejected_not_framed", 9L));
        assertThat(counts(last).getOrDefault("imputed", 0L)).isEqualTo(settings.contains("impute") ? 5L : 0L);
    }

    /** 8000 steps of two devices: 30 are sent twice, and 5 are missing. */
    private static TestStream irregular() {
        List<Step> steps = new ArrayList<>(new DeviceStream()
                .add("whole", Run.of(4000, 0))
                .add("with-a-hole", Run.of(2000, 0))
                .add("with-a-hole", Run.of(2000, 2005).from(2005))
                .inOrder()
                .steps());
        for (int i = 0; i < 30; i++) {
            steps.add(20 + 60 * i, steps.get(10 + 60 * i));
        }
        return new TestStream(steps);
    }

    private static void sendGarbage(String topic, int partition) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", BROKER.get().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] key = "whole".getBytes(StandardCharsets.UTF_8);
            byte[] value = "no timestep".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
        }
    }

    private static Map<String, Long> counts(ProgressReport report) {
        return Arrays.stream(report.incidents()).collect(Collectors.toMap(IncidentCount::reason, IncidentCount::count));
    }

    private static ProgressReport lastProgress(String topic) throws Exception {
        ProgressReport last = null;
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", BROKER.get().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            ProgressDecoder decoder = new ProgressDecoder();
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    last = decoder.decode(record.value());
                }
            }
        }
        assertThat(last).isNotNull();
        return last;
    }
}
