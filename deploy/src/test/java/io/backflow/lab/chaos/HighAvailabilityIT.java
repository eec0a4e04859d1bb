package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.audit.AuditResult;
import io.backflow.lab.cluster.ProcessCluster;
import io.backflow.local.Teardown;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With ZooKeeper and a second JobManager nothing is submitted again when the first one dies. Takes a minute: part of
 * the nightly run only.
 */
@Tag("nightly")
@Timeout(600)
class HighAvailabilityIT {

    @TempDir
    Path folder;

    /** The second time, the one that takes over was started after the first death. */
    @Test
    void theJobOfAKilledJobManagerGoesOnUnderTheOtherAndLosesNothing() throws Exception {
        try (Teardown teardown = new Teardown()) {
            ChaosTestbed testbed = ChaosTestbed.set(
                    ChaosTestbed.Plan.ofChaos(2, 1, StateBackend.HASHMAP, 7, 500)
                            .withStandby(),
                    folder,
                    teardown);
            ProcessCluster cluster = testbed.cluster();
            String submitted = testbed.job().id();

            for (int death = 0; death < 2; death++) {
                cluster.startStandby();
                testbed.watch(Duration.ofSeconds(8));
                long since = System.currentTimeMillis();
                cluster.killLeader();
                testbed.job().awaitRunning(since);
                testbed.job().awaitCheckpointSince(since);
                System.out.println("ran again after " + (System.currentTimeMillis() - since) + " ms");
            }

            assertThat(testbed.job().id()).isEqualTo(submitted);
            AuditResult audit = testbed.settle();
            assertThat(audit).isEqualTo(new AuditResult(testbed.sent(), 0, 0, 0, 0));
            assertThat(audit.steps()).isPositive();
        }
    }
}
