package io.backflow.jobs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.ledger.Ledger;
import io.backflow.jobs.local.Teardown;
import io.backflow.jobs.trial.Schedule.Fault;
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
            Stage stage = Stage.set(Stage.Plan.ofChaos(2, 2, 5, 1000), folder, teardown);

            new Blows(stage.cluster(), stage.job(), Duration.ZERO)
                    .deal(new Fault(FaultKind.KILL_TASKMANAGER, Duration.ZERO, 0));
            Ledger ledger = stage.settle();

            assertThat(ledger).isEqualTo(new Ledger(stage.sent(), 0, 0, 0, 0));
            assertThat(ledger.steps()).isPositive();
        }
    }
}
