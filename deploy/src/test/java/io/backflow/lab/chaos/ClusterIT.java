package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.audit.AuditResult;
import io.backflow.lab.chaos.FaultSchedule.Fault;
import io.backflow.local.Teardown;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job's jar, submitted by Flink's own command line to a cluster of processes. The nightly run has more of this. */
@Timeout(600)
class ClusterIT {

    @TempDir
    Path folder;

    @Test
    void aTaskManagerThatIsKilledCostsNoStepAndDoublesNone() throws Exception {
        try (Teardown teardown = new Teardown()) {
            ChaosTestbed testbed =
                    ChaosTestbed.set(ChaosTestbed.Plan.ofChaos(2, 1, StateBackend.ROCKSDB, 5, 1000), folder, teardown);

            new FaultInjector(testbed.cluster(), testbed.job(), Duration.ZERO)
                    .inject(new Fault(FaultKind.KILL_TASKMANAGER, Duration.ZERO, 0));
            AuditResult ledger = testbed.settle();

            assertThat(ledger).isEqualTo(new AuditResult(testbed.sent(), 0, 0, 0, 0));
            assertThat(ledger.steps()).isPositive();
        }
    }
}
