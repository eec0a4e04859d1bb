package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.parameters.ModelRecords;
import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes model versions in Kafka transactions of its own, which do not wait for Flink's checkpoints: at least once,
 * and each whole or not at all. To be written by one subtask. A run has one transactional ID a topic, so that the
 * broker refuses whatever a writer still sends that a restart left behind.
 */
final class PublishingSink implements Sink<ModelVersion> {

    private static final long serialVersionUID = 1L;

    private static final long LEAST_TIMEOUT_MILLIS = 2 * VersionWriter.MAX_PAUSE_MILLIS;

    private final JobConfig config;
    private final boolean followed;

    /** @param followed whether workers wait for what is published */
    PublishingSink(JobConfig config, boolean followed) {
        this.config = config;
        this.followed = followed;
        checkTimeout(config.kafka().properties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
    }

    /** A transaction must last as long as the writer may leave it open between two versions, and some more. */
    private static void checkTimeout(@Nullable String millis) {
        if (millis == null) {
            return;
        }
        boolean number = millis.strip().matches("\\d{1,9}");
        if (!number || Long.parseLong(millis.strip()) < LEAST_TIMEOUT_MILLIS) {
            throw new ConfigException("kafka.properties." + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG + " is \""
                    + millis + "\"; set " + LEAST_TIMEOUT_MILLIS + " or more milliseconds, or remove it for "
                    + TransactionSettings.TIMEOUT_MILLIS);
        }
    }

    @Override
    public SinkWriter<ModelVersion> createWriter(WriterInitContext context) throws IOException {
        return writer(context.getProcessingTimeService(), counting(context.metricGroup()));
    }

    /** A writer that has fenced those before it; {@code sent} receives the bytes of each record's value. */
    VersionWriter writer(ProcessingTimeService time, LongConsumer sent) throws IOException {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(VersionWriter.CLOSE_PATIENCE);
            throw new IOException(explain(e), e);
        }
        return new VersionWriter(producer, topic(), new ModelRecords(ForecastSpec.of(config)), time, sent);
    }

    private static LongConsumer counting(SinkWriterMetricGroup metrics) {
        Counter records = metrics.getNumRecordsSendCounter();
        Counter bytes = metrics.getNumBytesSendCounter();
        return length -> {
            records.inc();
            bytes.inc(length);
        };
    }

    /** Settings of the writer's producer. */
    Properties settings() {
        Properties settings = TransactionSettings.of(config.kafka(), transactionalId());
        if (followed) {
            settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
        }
        return settings;
    }

    private String transactionalId() {
        return topic() + "/" + config.job().run();
    }

    private String topic() {
        return config.kafka().topics().parameters();
    }

    private String explain(RuntimeException problem) {
        String what =
                "no transaction can be begun to publish run " + config.job().run() + " to topic " + topic();
        if (problem instanceof TimeoutException) {
            return what + ": the brokers have no transaction coordinator for it; check that they run, and that"
                    + " transaction.state.log.replication.factor is not above their number";
        }
        if (problem instanceof TransactionalIdAuthorizationException) {
            return what + ": the broker does not permit it; grant this user Write and Describe on the transactional ID "
                    + transactionalId();
        }
        return what + ": " + problem.getMessage();
    }
}
