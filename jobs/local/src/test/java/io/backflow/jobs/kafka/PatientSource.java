package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder.Content;
import java.util.Map;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;

/** A bounded source whose end is said beforehand: where the topic is shorter, it waits. */
public final class PatientSource {

    private PatientSource() {}

    /**
     * The timesteps of a job, as {@link KafkaConnectors#timesteps} reads them.
     *
     * @param ends for each partition the offset after its last record
     */
    public static Source<DecodeResult, ?, ?> of(JobConfig config, Map<TopicPartition, Long> ends) {
        return KafkaSource.<DecodeResult>builder()
                .setProperties(config.kafka().clientProperties())
                .setGroupId(config.kafka().groupId())
                .setTopics(config.kafka().topics().timesteps())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.offsets(ends))
                .setDeserializer(new TimestepDeserializer(config, Content.STEPS))
                .build();
    }
}
