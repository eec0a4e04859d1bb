package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.StartConfig;
import io.backflow.jobs.config.StartConfig.From;
import io.backflow.jobs.config.StartConfig.LogChanged;
import io.backflow.jobs.config.StartConfig.UnfitRecords;
import io.backflow.jobs.config.TopicsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of brokers that are not there. */
final class TopicsTest {

    @Test
    void aPortWhereNobodyListensIsNamedWithTheTimeout() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> topics("127.0.0.1:" + port, Map.of()).check(1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.bootstrap_servers is 127.0.0.1:" + port + "; no broker answered within 1.5 s; start"
                        + " one, correct the address, or set security.protocol under kafka.properties");
    }

    @Test
    void aSettingThatKafkaRefusesIsNamed() {
        assertThatThrownBy(() -> topics("127.0.0.1:1", Map.of("security.protocol", "SSLL"))
                        .check(1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("security.protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary-4711",
                "canary-4711 required;",
                "org.apache.kafka.common.security.plain.PlainLoginModule canary-4711 user=a;",
                "org.apache.kafka.common.security.plain.PlainLoginModule required password=\"canary-4711\"",
                "canary-4711.Module required password=\"canary-4711\";"
            })
    void whatKafkaSaysOfCredentialsThatItRefusesIsToldWithoutThem(String credentials) {
        Map<String, String> properties = Map.of(
                "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", credentials);

        Throwable refusal =
                catchThrowable(() -> topics("127.0.0.1:1", properties).check(1));

        assertThat(refusal).isInstanceOf(ConfigException.class).hasNoCause();
        assertThat(refusal.getMessage()).contains("kafka.properties").doesNotContain("canary-4711");
    }

    private static StartConfig start() {
        return new StartConfig(From.EARLIEST, LogChanged.REFUSE, Duration.ZERO, UnfitRecords.REFUSE);
    }

    private static Topics topics(String servers, Map<String, String> properties) {
        TopicsConfig names = new TopicsConfig("a", "b", "c", "d", "e", "f");
        return new Topics(
                new KafkaConfig(servers, false, Duration.ZERO, "g", start(), properties, names),
                Duration.ofMillis(1500));
    }
}
