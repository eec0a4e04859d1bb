package io.backflow.jobs.trainer;

import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.sequence.Ending;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.Unlabelled;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.SequenceCounts;
import io.backflow.jobs.worker.SequenceWorker;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.metrics.MetricGroup;

/** A worker's metrics. */
public final class TrainerMetrics {

    private TrainerMetrics() {}

    static void register(
            MetricGroup operator, SequenceWorker worker, WindowTrainer trainer, FeedbackConsumer feedback) {
        OperatorMetrics metrics = new OperatorMetrics(operator);
        register(metrics, worker.counts());
        metrics.counter("numStepsTrained", () -> trainer.trained().steps());
        metrics.counter("numWindowsTrained", () -> trainer.trained().windows());
        metrics.counter("numWindowsReplayed", worker.replayed()::replayed);
        metrics.counter("numReplayedWindowsRefused", worker.replayed()::refused);
        metrics.counter("numWindowsKept", worker.replayed()::kept);
        metrics.counter("numWindowsForgotten", worker.replayed()::forgotten);
        metrics.counter("numLossesRefused", trainer::lossesRefused);
        metrics.counter("numGradientsRefused", worker::refused);
        metrics.counter("numWindowsRefused", trainer.outliers()::refused);
        metrics.counter("numWindowsRestrained", trainer.outliers()::restrained);
        metrics.counter("numStatesResetOverflow", trainer.outliers()::resets);
        metrics.counter("numStepsPaused", worker.learning()::stepsPaused);
        metrics.counter("numParametersRefused", feedback::refused);
        metrics.counter("numHorizonsCut", trainer::cuts);
        metrics.gauge("currentContributionsInFlight", worker::inFlight);
        metrics.gauge("currentVersion", worker::version);
        metrics.gauge("currentLearningPaused", () -> worker.learning().paused() ? 1 : 0);
        metrics.gauge("currentStateAge", trainer::stateAge);
    }

    /** Those of the forecasts on arrival. */
    public static void register(MetricGroup operator, Forecaster forecaster) {
        OperatorMetrics metrics = new OperatorMetrics(operator);
        metrics.counter("numForecasts", forecaster::forecasts);
        metrics.counter("numForecastLossesRefused", forecaster.scorer()::refused);
        metrics.counter(
                "numForecastIntervals", () -> forecaster.scorer().coverage().truths());
        metrics.counter(
                "numForecastIntervalsHit", () -> forecaster.scorer().coverage().inside());
        metrics.counter("numForecastAnomalies", forecaster.scorer()::anomalies);
        metrics.counter("numLiveStatesReset", forecaster::statesReset);
        metrics.gauge("currentForecastVersion", forecaster::version);
        metrics.gauge("currentStepsWithoutForecast", forecaster::waiting);
    }

    /** Those of what becomes of the steps. */
    public static void register(OperatorMetrics metrics, SequenceCounts counts) {
        for (Verdict verdict : Verdict.values()) {
            metrics.counter("numSteps" + camelCase(verdict), () -> counts.steps(verdict));
        }
        for (LabelVerdict fate : LabelVerdict.values()) {
            metrics.counter("numLabels" + camelCase(fate), () -> counts.labels(fate));
        }
        for (Unlabelled cause : Unlabelled.values()) {
            metrics.counter("numStepsUnlabelled" + camelCase(cause), () -> counts.stepsUnlabelled(cause));
        }
        metrics.counter("numStepsMissing", counts::stepsMissing);
        metrics.counter("numStepsImputed", counts::stepsImputed);
        metrics.counter("numFeaturesFilled", counts::featuresFilled);
        metrics.counter("numGapsDeclared", counts::gapsDeclared);
        for (Ending reason : Ending.values()) {
            metrics.counter("numStatesReset" + camelCase(reason), () -> counts.statesReset(reason));
            metrics.counter("numWindowsCutShort" + camelCase(reason), () -> counts.windowsCutShort(reason));
        }
    }

    private static String camelCase(Enum<?> reason) {
        return Arrays.stream(reason.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
