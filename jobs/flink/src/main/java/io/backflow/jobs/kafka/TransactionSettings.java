package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of producers that write in transactions. */
public final class TransactionSettings {

    /** Kafka's own values are those that transactions need. */
    private static final List<String> DECIDED_BY_TRANSACTIONS = List.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);

    /** After so long, unless the configuration says otherwise, the broker aborts what a dead writer left open. */
    static final long TIMEOUT_MILLIS = 60_000;

    private TransactionSettings() {}

    /** Those of the one producer whose transactions have {@code transactionalId}. */
    public static Properties of(KafkaConfig config, String transactionalId) {
        Properties settings = config.clientProperties();
        settings.keySet().removeAll(DECIDED_BY_TRANSACTIONS);
        settings.setProperty(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(TIMEOUT_MILLIS));
        return settings;
    }
}
