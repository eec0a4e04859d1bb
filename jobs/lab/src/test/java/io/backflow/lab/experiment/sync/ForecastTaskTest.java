package io.backflow.lab.experiment.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.forecast.StepDigest;
import io.backflow.lab.forecast.TrackReplay;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any other bit in these streams moves the figures of docs/synchronisation.md. */
class ForecastTaskTest {

    @Test
    void aSeedReplaysTheSameStormsAsEverBefore() {
        ForecastTask storms = ForecastTask.storms(2);
        TrackReplay replay = storms.replay(3);

        assertThat(StepDigest.of(replay)).isEqualTo("63931fe47097f115cce46e256c6216164bab307f85ddcccc7bd7306e1b407edd");
        assertThat(replay.rounds()).isEqualTo(101);
        assertThat(replay.windows()).isEqualTo(1346);
        assertThat(testPart(storms)).isEqualTo("5aed70f1d309f090b66716de661399b98d3f5ec8db194bdbf5a5c8b5362534fd");
    }

    @Test
    void aSeedReplaysTheSameBirthsAsEverBefore() {
        ForecastTask births = ForecastTask.births(2);
        TrackReplay replay = births.replay(3);

        assertThat(StepDigest.of(replay)).isEqualTo("bede59f9cb6b7d6515d32f2ae47aaf1fb4b925c305346c83a86bf44c6d36a376");
        assertThat(replay.rounds()).isEqualTo(46);
        assertThat(replay.windows()).isEqualTo(460);
        assertThat(testPart(births)).isEqualTo("3d5de3784081ca54667b4a0e1a830bca20325082214a8ca9385503673ec5215e");
    }

    private static String testPart(ForecastTask task) {
        ForecastTask tested =
                new ForecastTask(task.name(), task.test(), List.of(), List.of(), task.width(), task.sideBySide(), 1, 1);
        return StepDigest.of(tested.replay(3));
    }
}
