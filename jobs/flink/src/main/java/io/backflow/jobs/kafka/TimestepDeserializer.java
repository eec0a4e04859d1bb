package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** {@link TimestepDecoder} for Flink: one result for each record, and never an exception for a bad one. */
final class TimestepDeserializer implements KafkaRecordDeserializationSchema<DecodeResult> {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private transient @Nullable TimestepDecoder decoder;

    TimestepDeserializer(JobConfig config) {
        this.config = config;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        decoder = new TimestepDecoder(config.model(), config.target());
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DecodeResult> out) {
        TimestepDecoder open = decoder;
        if (open == null) {
            throw new IllegalStateException("a deserializer is opened before it is used");
        }
        out.collect(open.decode(record));
    }

    @Override
    public TypeInformation<DecodeResult> getProducedType() {
        return TypeInformation.of(DecodeResult.class);
    }
}
