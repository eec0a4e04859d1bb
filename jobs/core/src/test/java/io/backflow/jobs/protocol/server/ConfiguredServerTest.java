package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfiguredServerTest {

    @Test
    void shardsAboveFiveMebibytesAreNamedWithTheNumberThatIsEnough() {
        assertThat(tooLarge(600, 1)).isEmpty();
        assertThat(tooLarge(1200, 1)).hasValueSatisfying(sentence -> assertThat(sentence)
                .startsWith("server.shards is 1, so that a shard has 16.6 MiB")
                .contains("server.shards: 4"));
        assertThat(tooLarge(1200, 3)).isPresent();
        assertThat(tooLarge(1200, 4)).isEmpty();
    }

    private static Optional<String> tooLarge(int units, int shards) {
        return new ConfiguredServer(JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 4}
                  layers: [{type: gru, units: %d}]
                  head: {units: 1, loss: {type: mse}}
                server: {shards: %d}
                """.formatted(units, shards))).tooLarge();
    }
}
