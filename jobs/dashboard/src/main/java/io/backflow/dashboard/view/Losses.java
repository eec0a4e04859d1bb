package io.backflow.dashboard.view;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.ProgressReport;

/**
 * Mean losses between two reports of a run: those of the forecasts made on arrival where there are any, else those of
 * training.
 *
 * @param loss weighted mean; NaN where nothing had a loss
 * @param baseline the baseline's; NaN where there is none
 */
record Losses(double loss, double baseline) {

    static final Losses NONE = new Losses(Double.NaN, Double.NaN);

    /** From {@code before}, the earlier report, to {@code now}; none where the run had gone back in between. */
    static Losses between(ProgressReport before, ProgressReport now) {
        ForecastTotals lately = now.forecasts().minus(before.forecasts());
        if (lately.weightSum() > 0) {
            return mean(lately.lossSum(), lately.baselineLossSum(), lately.weightSum());
        }
        TrainingTotals from = before.totals();
        TrainingTotals to = now.totals();
        return mean(
                to.lossSum() - from.lossSum(),
                to.baselineLossSum() - from.baselineLossSum(),
                to.weightSum() - from.weightSum());
    }

    private static Losses mean(double sum, double baselineSum, double weight) {
        return weight > 0 ? new Losses(sum / weight, baselineSum / weight) : NONE;
    }
}
