package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * A Kafka sink that writes at least once, without Flink's committer. What is written at least once is never committed,
 * and a committer registers the same metric anew with each checkpoint, of which Flink warns in the log.
 *
 * <p>Flink's sink is made where it writes: its client's settings, with the secrets, are no part of the job graph.
 *
 * @param config of the job
 * @param destination the topic
 * @param serializer makes its records
 * @param preset settings of the producer where the configuration has none
 */
record WriteOnly<T>(
        JobConfig config,
        Destination destination,
        KafkaRecordSerializationSchema<T> serializer,
        Map<String, String> preset)
        implements Sink<T> {

    WriteOnly {
        preset = Map.copyOf(preset);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        Properties settings = config.kafka().clientProperties();
        preset.forEach(settings::putIfAbsent);
        KafkaSink<T> sink = KafkaSink.<T>builder()
                .setKafkaProducerConfig(settings)
                .setBootstrapServers(config.kafka().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(serializer)
                .build();
        return new ExplainedWriter<>(sink.createWriter(new ExplainedMails(context, destination)), destination);
    }
}
