package io.backflow.lab.experiment.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.lab.forecast.NetworkForecaster;
import io.backflow.lab.forecast.Track;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunObserverTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(1), List.of(new LayerSpec.Gru(3, true, 0)), new HeadSpec(1, new LossSpec.Mse()));
    private static final Track SLOW = wave("slow", 0.1);
    private static final Track FAST = wave("fast", 1.3);
    private static final List<ModelVersion> VERSIONS =
            LongStream.rangeClosed(1, 20).mapToObj(RunObserverTest::version).toList();

    @Test
    void theVersionThatIsBestInTheValidationPartIsTested() {
        ModelVersion best = VERSIONS.stream()
                .min(Comparator.comparingDouble(version -> error(version, FAST)))
                .orElseThrow();

        assertThat(best.last()).as("or nothing would be picked").isFalse();
        try (RunObserver observer = observer(List.of(FAST))) {
            assertThat(observer.testLoss()).isEqualTo(error(best, SLOW));
            assertThat(observer.last()).isSameAs(VERSIONS.get(19));
        }
    }

    @Test
    void withoutAValidationPartTheLastVersionIsTested() {
        try (RunObserver observer = observer(List.of())) {
            assertThat(observer.testLoss()).isEqualTo(error(VERSIONS.get(19), SLOW));
        }
    }

    @Test
    void theFinalLossIsThatOfTheLastTenthOfTheSteps() {
        try (RunObserver observer = observer(List.of())) {
            assertThat(observer.finalLoss()).isEqualTo(0.5);
        }
    }

    @Test
    void aRunWhoseEndIsMissingIsNotJudged() {
        try (RunObserver observer = new RunObserver(SPEC, task(List.of()))) {
            observer.accept(VERSIONS.get(0));

            assertThatIllegalStateException().isThrownBy(observer::last);
        }
    }

    private static double error(ModelVersion version, Track track) {
        try (NetworkForecaster forecaster = new NetworkForecaster(SPEC, List.of(track))) {
            return forecaster.error(version.values());
        }
    }

    private static RunObserver observer(List<Track> validation) {
        RunObserver observer = new RunObserver(SPEC, task(validation));
        VERSIONS.forEach(observer);
        return observer;
    }

    private static ForecastTask task(List<Track> validation) {
        return new ForecastTask("waves", List.of(SLOW), validation, List.of(SLOW), 1, 1, 1, 0.01);
    }

    private static ModelVersion version(long number) {
        float[] values = Initialization.keras(SPEC, number);
        double lossSum = 10 * Math.min(number, 18) + 5 * Math.max(number - 18, 0);
        TrainingTotals totals = new TrainingTotals(10 * number, 0, number, number, lossSum, lossSum, 10 * number);
        return new ModelVersion("run", new VersionId(1, 1, number), new long[] {number}, values, totals, number == 20);
    }

    private static Track wave(String id, double frequency) {
        float[][] rows = new float[40][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = new float[] {(float) Math.sin(frequency * t)};
        }
        return new Track(id, rows);
    }
}
