package io.backflow.jobs.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records of the published model to their topic. */
record PublishedSerializer(String topic) implements KafkaRecordSerializationSchema<PublishedRecord> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            PublishedRecord published, KafkaSinkContext context, @Nullable Long timestamp) {
        return ProducerRecords.of(topic, published.key(), published.value());
    }
}
