package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The last line of {@code train}. */
class TrainResultTest {

    private static final String TRAINED =
            "trained 1,200 steps in 75 updates (2.5 s); version 9; prequential loss 0.12500, baseline 0.25000";

    private static final JobConfig CONFIG = JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            """);

    @Test
    void aRunThatTrainedAllAsItCameSaysNothingMore() {
        assertThat(result(0.125, Map.of()).sentence()).isEqualTo(TRAINED);
    }

    @Test
    void whatWasNotTrainedAsItCameIsNamedByReason() {
        Map<String, Long> incidents = new TreeMap<>(Map.of("late", 1_470L, "rejected_features", 3L));

        assertThat(result(0.125, incidents).sentence()).isEqualTo(TRAINED + "; 1,470 late, 3 rejected features");
    }

    @Test
    void aRunThatLearntNothingNamesThemToo() {
        assertThat(result(null, Map.of("rejected_label", 20L)).sentence())
                .startsWith("predicted 1,200 steps and learnt nothing (2.5 s); version 9; ")
                .endsWith("; 20 rejected label");
    }

    @Test
    void theLossIsThatOfTheForecastsWhereThereAreAny() {
        ForecastTotals forecasts = new ForecastTotals(1_000, 0, 125, 250, 1_000, new Coverage(0.8, 1_000, 813));
        TrainingTotals trained = new TrainingTotals(1_200, 0, 100, 75, 60, 70, 1_200);
        TrainResult result = TrainResult.of(CONFIG, System.nanoTime(), 9, trained, Map.of(), forecasts);

        assertThat(result.loss()).isEqualTo(0.125);
        assertThat(result.baselineLoss()).isEqualTo(0.25);
        assertThat(result.sentence())
                .endsWith("prequential loss 0.12500, baseline 0.25000, 81.3 % inside the 80 % interval");
    }

    @Test
    void alarmsOfDriftAreNamedByGroup() {
        GroupAlarms[] groups = {new GroupAlarms("north/", 1, 38, 0.25, 1)};
        DriftAlarms drift = new DriftAlarms(2, 40, 0.25, 0.5, groups);
        Map<String, Long> incidents = Map.of("late", 3L);

        assertThat(result(0.125, incidents, drift, TrainResult.Ended.INPUT, null)
                        .sentence())
                .isEqualTo(TRAINED + ", 2 drift alarms (loss 0.2500 to 0.5000 at version 40), 1 drift alarm of group"
                        + " north/ (loss 0.2500 to 1.0000 at version 38); 3 late");
    }

    @Test
    void theBestVersionIsNamedAndWhyTrainingEnded() {
        BestVersion best = new BestVersion("waves", "val_loss", "held-out", 7, 900, 0.0625);
        Selection found = new Selection("val_loss", "held-out", 500, 12, best, "out/best.safetensors");
        Selection none = new Selection("loss", null, 0, 0, null, null);

        assertThat(result(0.125, Map.of(), TrainResult.Ended.EARLY_STOPPING, found)
                        .sentence())
                .isEqualTo(TRAINED + "; best version 7 with val_loss 0.06250 (out/best.safetensors);"
                        + " stopped early after 12 validations");
        assertThat(result(0.125, Map.of(), TrainResult.Ended.INPUT, none).sentence())
                .isEqualTo(TRAINED + "; no version had a loss; ended with its input after 0 validations");
    }

    private static TrainResult result(Double loss, Map<String, Long> incidents) {
        return result(loss, incidents, TrainResult.Ended.INPUT, null);
    }

    private static TrainResult result(
            Double loss, Map<String, Long> incidents, TrainResult.Ended ended, Selection selection) {
        return result(loss, incidents, DriftAlarms.NONE, ended, selection);
    }

    private static TrainResult result(
            Double loss, Map<String, Long> incidents, DriftAlarms drift, TrainResult.Ended ended, Selection selection) {
        return new TrainResult(
                1,
                2.5,
                1_200,
                75,
                9,
                loss,
                loss == null ? null : Double.valueOf(0.25),
                incidents,
                ForecastTotals.ZERO,
                drift,
                ended,
                selection);
    }
}
