package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the producer that publishes. */
class PublishingSinkTest {

    @Test
    void theTransactionalIdIsThatOfTheTopicAndTheRun() {
        assertThat(sink("").settings())
                .containsEntry("transactional.id", "model/storms")
                .containsEntry("transaction.timeout.ms", "60000");
    }

    @Test
    void whatATransactionDecidesIsNotTakenFromTheConfiguration() {
        assertThat(sink("acks: '0', enable.idempotence: 'false', retries: '0',"
                                + " max.in.flight.requests.per.connection: '9', linger.ms: '7'")
                        .settings())
                .doesNotContainKeys("acks", "enable.idempotence", "retries", "max.in.flight.requests.per.connection")
                .containsEntry("linger.ms", "7");
    }

    @Test
    void aTransactionMayLastTenSecondsOrMore() {
        assertThat(sink("transaction.timeout.ms: 10000").settings()).containsEntry("transaction.timeout.ms", "10000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999", "0", "-1", "soon"})
    void aShorterOneIsRefused(String millis) {
        assertThatThrownBy(() -> sink("transaction.timeout.ms: " + millis))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.properties.transaction.timeout.ms is \"" + millis
                        + "\"; set 10000 or more milliseconds, or remove it for 60000");
    }

    private static PublishingSink sink(String properties) {
        return new PublishingSink(JobConfig.parse("""
                        job: {run: storms}
                        kafka: {bootstrap_servers: "localhost:9092", topics: {parameters: model}, properties: {%s}}
                        model: {input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 1}}
                        """.formatted(properties)), false);
    }
}
