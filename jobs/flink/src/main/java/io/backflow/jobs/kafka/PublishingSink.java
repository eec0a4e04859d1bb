package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.publish.ModelVersion;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes model versions in Kafka transactions of its own, which do not wait for Flink's checkpoints: at least once,
 * and each whole or not at all. To be written by one subtask. A run has one transactional ID a topic, so that the
 * broker refuses whatever a writer still sends that a restart left behind.
 */
final class PublishingSink implements Sink<ModelVersion> {

    private static final long serialVersionUID = 1L;

    /** Kafka's own values are those that transactions need. */
    private static final List<String> DECIDED_BY_TRANSACTIONS = List.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);

    private final JobConfig config;
    private final boolean followed;

    /** @param followed whether workers wait for what is published */
    PublishingSink(JobConfig config, boolean followed) {
        this.config = config;
        this.followed = followed;
    }

    @Override
    public SinkWriter<ModelVersion> createWriter(WriterInitContext context) throws IOException {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close();
            throw new IOException(explain(e), e);
        }
        return new VersionWriter(
                producer, topic(), new ModelRecords(config.modelJson()), context.getProcessingTimeService());
    }

    /** Settings of the writer's producer. */
    Properties settings() {
        Properties settings = config.kafka().clientProperties();
        settings.keySet().removeAll(DECIDED_BY_TRANSACTIONS);
        settings.setProperty(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                topic() + "/" + config.job().run());
        if (followed) {
            settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
        }
        return settings;
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
                    + topic() + "/" + config.job().run();
        }
        return what + ": " + problem.getMessage();
    }
}
