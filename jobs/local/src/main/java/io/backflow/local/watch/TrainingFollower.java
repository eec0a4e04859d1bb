package io.backflow.local.watch;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.TopicsConfig;
import io.backflow.jobs.kafka.CommandAnswerDecoder;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.jobs.kafka.ScoringProgressDecoder;
import io.backflow.jobs.kafka.ShortLook;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.model.ParameterLayout;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what a job publishes from here on: its progress, and every whole version of its model that is committed. Not
 * thread-safe.
 */
final class TrainingFollower implements AutoCloseable {

    private final TopicsConfig topics;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final ModelAssembler assembler;
    private final ProgressDecoder decoder = new ProgressDecoder();

    TrainingFollower(JobConfig config) {
        topics = config.kafka().topics();
        assembler = new ModelAssembler(
                config.job().run(),
                ModelLimits.forModelsOf(
                        ParameterLayout.of(config.model()).size(),
                        config.server().shards()));
        Properties settings = config.kafka().clientProperties();
        settings.setProperty("isolation.level", "read_committed");
        admin = Admin.create(settings);
        consumer = ShortLook.consumer(settings);
        partitions = Stream.of(topics.parameters(), topics.progress())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeking is lazy; the end that counts is the one of now
    }

    /** Hands on what has come, waiting a moment for it. */
    void poll(Duration wait, Consumer<ModelVersion> models, Consumer<ProgressReport> progress) throws WireException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals(topics.progress())) {
                if (!ScoringProgressDecoder.isScoring(record.key()) && !CommandAnswerDecoder.isAnswer(record.key())) {
                    progress.accept(decoder.decode(record.value()));
                }
            } else {
                assembler.accept(record.key(), record.value()).ifPresent(model -> models.accept(model.version()));
            }
        }
    }

    /**
     * Whether all that has been written so far was handed on. Not before the broker has ended the transactions that
     * other runs have open in the topic, since a version of this run may follow them.
     */
    boolean atEnd() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> newest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = admin.listOffsets(newest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get();
        return ends.entrySet().stream()
                .allMatch(
                        end -> consumer.position(end.getKey()) >= end.getValue().offset());
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
