package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.Incidents;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a local run trained.
 *
 * @param seed of the fresh parameters
 * @param seconds from the start of the job to its end
 * @param stepsTrained timesteps
 * @param updates of the optimizer
 * @param version the last one published
 * @param loss mean prequential loss: of the forecasts made on arrival, where there are any, else of the steps when
 *     they were trained; null where none had a target with a weight above 0
 * @param baselineLoss mean loss of the baseline on the same steps; null where {@code loss} is
 * @param incidents what was not trained as it came since the run began, by reason
 * @param forecasts how the forecasts made on arrival came out since the run began
 * @param drift how often the loss has risen for good since the run began
 * @param ended why training ended
 * @param selection which version was the best; null where none was looked for
 */
record TrainResult(
        long seed,
        double seconds,
        long stepsTrained,
        long updates,
        long version,
        @Nullable Double loss,
        @Nullable Double baselineLoss,
        Map<String, Long> incidents,
        ForecastTotals forecasts,
        DriftAlarms drift,
        Ended ended,
        @Nullable Selection selection) {

    /** Why training ended. */
    enum Ended {
        INPUT,
        EARLY_STOPPING
    }

    /**
     * @param since when it began, in {@link System#nanoTime()}
     * @param selection which version was the best; null where none was looked for
     */
    static TrainResult of(JobConfig config, long since, LocalRun.Outcome outcome, @Nullable Selection selection) {
        TrainResult result = of(
                config,
                since,
                outcome.model().version(),
                outcome.model().totals(),
                outcome.incidents(),
                outcome.forecasts());
        return result.with(outcome.drift(), outcome.inputEnded() ? Ended.INPUT : Ended.EARLY_STOPPING, selection);
    }

    private TrainResult with(DriftAlarms alarms, Ended why, @Nullable Selection selected) {
        return new TrainResult(
                seed,
                seconds,
                stepsTrained,
                updates,
                version,
                loss,
                baselineLoss,
                incidents,
                forecasts,
                alarms,
                why,
                selected);
    }

    static TrainResult of(
            JobConfig config,
            long since,
            long version,
            TrainingTotals totals,
            Map<String, Long> incidents,
            ForecastTotals forecasts) {
        boolean forecast = forecasts.weightSum() > 0;
        double weight = forecast ? forecasts.weightSum() : totals.weightSum();
        return new TrainResult(
                config.job().seed(),
                (System.nanoTime() - since) / 1e9,
                totals.steps(),
                totals.updates(),
                version,
                mean(forecast ? forecasts.lossSum() : totals.lossSum(), weight),
                mean(forecast ? forecasts.baselineLossSum() : totals.baselineLossSum(), weight),
                incidents,
                forecasts,
                DriftAlarms.NONE,
                Ended.INPUT,
                null);
    }

    private static @Nullable Double mean(double sum, double weight) {
        return weight == 0 ? null : Double.valueOf(sum / weight);
    }

    /** In words. */
    String sentence() {
        String inside = forecasts.coverage().text();
        String trained =
                (loss == null ? nothingLearnt() : learnt()) + (inside.isEmpty() ? "" : ", " + inside) + drift.text();
        String noted = incidents.isEmpty() ? trained : trained + "; " + Incidents.text(incidents);
        return selection == null ? noted : noted + "; " + selection.sentence(ended);
    }

    private String learnt() {
        return String.format(
                Locale.ROOT,
                "trained %,d steps in %,d updates (%.1f s); version %d; prequential loss %.5f, baseline %.5f",
                stepsTrained,
                updates,
                seconds,
                version,
                loss,
                baselineLoss);
    }

    private String nothingLearnt() {
        return String.format(
                Locale.ROOT,
                "predicted %,d steps and learnt nothing (%.1f s); version %d; no step had both a target and a weight"
                        + " above 0",
                stepsTrained,
                seconds,
                version);
    }
}
