package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private static final Path LOG = Path.of("log");

    @Test
    void aNodeThatIsAloneKeepsTheOnlyCopy() {
        Properties settings = BrokerSettings.of(LOG, new LoopbackPorts(1, 2));

        assertThat(settings)
                .containsEntry("node.id", "1")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:2")
                .containsEntry("default.replication.factor", "1")
                .containsEntry("min.insync.replicas", "1");
    }

    /** Otherwise a test or a trial loses its records at the broker's first look, half a minute after its start. */
    @Test
    void recordsOfThePastAreNotDeletedForTheirAge() {
        assertThat(BrokerSettings.of(LOG, new LoopbackPorts(1, 2))).containsEntry("log.retention.ms", "-1");
    }

    @Test
    void ofThreeNodesEachKeepsACopyAndTwoMustHaveARecord() {
        List<LoopbackPorts> nodes = List.of(new LoopbackPorts(1, 2), new LoopbackPorts(3, 4), new LoopbackPorts(5, 6));

        Properties settings = BrokerSettings.of(2, LOG, nodes);

        assertThat(settings)
                .containsEntry("node.id", "2")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:3")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:2,2@127.0.0.1:4,3@127.0.0.1:6")
                .containsEntry("default.replication.factor", "3")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("min.insync.replicas", "2");
    }
}
