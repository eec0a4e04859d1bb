package io.backflow.jobs.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records of the published model to their topic. */
record PublishedSerializer(String topic) implements KafkaRecordSerializationSchema<Published> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Published published, KafkaSinkContext context, @Nullable Long timestamp) {
        return Records.of(topic, published.key(), published.value());
    }
}
