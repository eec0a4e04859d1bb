package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.metrics.OperatorMetrics;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link TimestepDecoder} for Flink: one result for each record, and never an exception for a bad one. */
final class TimestepDeserializer implements KafkaRecordDeserializationSchema<DecodeResult> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(TimestepDeserializer.class);

    private final JobConfig config;
    private final Content content;
    private transient @Nullable TimestepDecoder decoder;
    private transient @Nullable MissingKeys missingKeys;

    /** @param content what the topic's records are of */
    TimestepDeserializer(JobConfig config, Content content) {
        this.config = config;
        this.content = content;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        EventTimeCheck eventTimes = new EventTimeCheck(config.clockRule(), System::currentTimeMillis);
        MissingKeys keys = new MissingKeys(LOG::warn);
        missingKeys = keys;
        decoder = new TimestepDecoder(config, content, eventTimes, LOG::warn);
        OperatorMetrics metrics = new OperatorMetrics(context.getMetricGroup());
        metrics.gauge("currentLeadMillis", eventTimes::lead);
        metrics.gauge("currentLeadingPartition", eventTimes::leadingPartition);
        metrics.counter("numStepsWithoutKey", keys::count);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<DecodeResult> out) {
        TimestepDecoder open = decoder;
        MissingKeys keys = missingKeys;
        if (open == null || keys == null) {
            throw new IllegalStateException("a deserializer is opened before it is used");
        }
        DecodeResult arrival = open.decode(record);
        if (arrival.rejected() == null && record.key() == null) {
            keys.note(record);
        }
        out.collect(arrival);
    }

    @Override
    public TypeInformation<DecodeResult> getProducedType() {
        return RecordType.of(DecodeResult.class);
    }
}
