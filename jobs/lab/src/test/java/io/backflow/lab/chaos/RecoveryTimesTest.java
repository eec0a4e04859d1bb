package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {

    @Test
    void medianAndMaximumAreOfAllFaultsAndOfEachKind() {
        RecoveryTimes times = new RecoveryTimes();
        times.add(FaultKind.FULL_DISK, Duration.ofMillis(1000));
        times.add(FaultKind.FULL_DISK, Duration.ofMillis(2000));
        times.add(FaultKind.FULL_DISK, Duration.ofMillis(9000));
        times.add(FaultKind.PAUSE_BROKER, Duration.ofMillis(4000));

        ChaosResult.Recoveries summary = times.summary();

        assertThat(summary.p50()).isEqualTo(2.0);
        assertThat(summary.max()).isEqualTo(9.0);
        assertThat(summary.byKind())
                .containsOnlyKeys("full-disk", "pause-broker")
                .containsEntry("full-disk", new ChaosResult.Recovery(2.0, 9.0))
                .containsEntry("pause-broker", new ChaosResult.Recovery(4.0, 4.0));
        assertThat(times.counts()).containsEntry("full-disk", 3).containsEntry("pause-broker", 1);
    }
}
