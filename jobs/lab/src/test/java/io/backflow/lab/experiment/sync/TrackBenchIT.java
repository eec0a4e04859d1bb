package io.backflow.lab.experiment.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.backflow.local.Teardown;
import org.junit.jupiter.api.Test;

class TrackBenchIT {

    private static final int UNITS = 8;
    private static final int STEPS = 1 << 16;

    @Test
    void workersOnTheirOwnWaitForNoAcknowledgement() throws Exception {
        TrackBench.Subject alone =
                TrackBench.subjects(SyncBench.Compared.COMBINATIONS).get(0);
        try (Teardown teardown = new Teardown()) {
            TrackBench bench = teardown.run(() -> new TrackBench(teardown, UNITS, STEPS));

            double rate = teardown.run(() -> bench.stepsPerSecond(alone));

            assertTrue(rate > 0, alone.name());
        }
    }
}
