package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.source.ReaderFactory;
import java.util.Map;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Makes the readers of timesteps, or of labels, as a job's configuration describes them.
 *
 * @param topic that they read
 * @param content what its records are of
 */
record TimestepReaders(JobConfig config, String topic, Content content) implements ReaderFactory<DecodeResult> {

    @Override
    public KafkaSource<DecodeResult> readers() {
        KafkaSourceBuilder<DecodeResult> readers = KafkaSource.<DecodeResult>builder()
                .setProperties(config.kafka().consumerProperties())
                .setGroupId(config.kafka().groupId())
                .setTopics(topic)
                .setStartingOffsets(OffsetsInitializer.offsets(Map.of(), OffsetResetStrategy.NONE))
                .setDeserializer(new TimestepDeserializer(config, content));
        if (config.kafka().bounded()) {
            readers.setBounded(OffsetsInitializer.latest());
            // where all partitions are read, each commit of offsets makes a new consumer, whose metrics are there
            // already
            readers.setProperty(KafkaSourceOptions.REGISTER_KAFKA_CONSUMER_METRICS.key(), "false");
        }
        return readers.build();
    }
}
