package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scorer.ModelFeed;
import io.backflow.local.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends the thread of a model feed reaches the gate. */
@Timeout(600)
final class TopicModelFeedIT {

    @Test
    void anErrorInTheThreadFailsTheGate() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobConfig config = JobConfig.parse("""
                    kafka: {bootstrap_servers: "%s"}
                    model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
                    """.formatted(broker.bootstrapServers()));
            new Topics(config.kafka(), Topics.PATIENCE).create(1, Optional.empty());
            Broken gate = new Broken();

            AutoCloseable feed = new TopicModelFeed(config).open(Map.of(), gate);
            try (feed) {
                await().atMost(Patience.LONG).until(() -> !gate.failures.isEmpty());
                assertThat(gate.failures.get(0))
                        .hasMessageContaining("the topic parameters cannot be followed")
                        .hasRootCauseInstanceOf(NoClassDefFoundError.class);
            }
            assertThat(gate.failures).hasSize(1);
        }
    }

    private static final class Broken implements ModelFeed.Receiver {

        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

        @Override
        public void caughtUp() {
            throw new NoClassDefFoundError("io/backflow/Absent");
        }

        @Override
        public void failed(RuntimeException reason) {
            failures.add(reason);
        }

        @Override
        public void version(VersionId id, float[] values) {}

        @Override
        public void unusable(VersionId id, String reason) {}

        @Override
        public void commandsFrom(Map<Integer, Long> next) {}

        @Override
        public void command(Command command) {}

        @Override
        public void refused(CommandId id, Command.Kind kind, String reason) {}
    }
}
