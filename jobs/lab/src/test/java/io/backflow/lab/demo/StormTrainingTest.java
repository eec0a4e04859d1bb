package io.backflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.StepDigest;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StormTrainingTest {

    private final Storms storms = Storms.load();

    /** Any other bit in the stream moves the figures that a seed has given so far. */
    @Test
    void aSeedGivesTheSameStreamAsEverBefore() {
        TrackReplay replay = StormTraining.replay(storms, 1, 2);

        assertThat(StepDigest.of(replay)).isEqualTo("bda688445a9ef95e1283f69b7026c7d6b1bee24d93fa8fb2093191c28e3f863f");
        assertThat(replay.rounds()).isEqualTo(103);
        assertThat(replay.targetsPerEpoch()).isEqualTo(8000);
    }

    @Test
    void theJobNormalisesByTheScalingOfTheTrainingStorms() {
        DemoSettings settings = new DemoSettings(1, 2, DemoSettings.Mode.SYNCHRONOUS, 0, Path.of("out"), false);
        TrackReplay replay = StormTraining.replay(storms, 1, 2);
        JobConfig config = StormTraining.config(settings, replay, Scaling.of(storms.train()), "localhost:9092");

        assertThat(config.toJson())
                .contains("24.778309", "-64.45016", "53.33812", "992.22205")
                .contains("8.609628", "19.52571", "26.77279", "19.70283");
    }

    @Test
    void theMostEpochsThatTheDemoTakesReachIntoAFutureThatItsJobAllows() {
        DemoSettings settings = new DemoSettings(1, 1000, DemoSettings.Mode.SYNCHRONOUS, 0, Path.of("out"), false);
        TrackReplay longest = StormTraining.replay(storms, 1, settings.epochs());
        JobConfig config = StormTraining.config(settings, longest, Scaling.of(storms.train()), "localhost:9092");
        long last = Instant.parse("2000-01-01T00:00:00Z")
                .plus(longest.clock().round().multipliedBy(longest.rounds() + 1))
                .toEpochMilli();
        long earliestClock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

        assertThat(last).isGreaterThan(earliestClock);
        assertThat(config.clockRule().allows(last, earliestClock)).isTrue();
        assertThat(config.clockRule().leadsTo(last, earliestClock)).isEqualTo(last);
    }
}
