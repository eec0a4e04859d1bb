package io.backflow.jobs.forecast;

/**
 * Forecasts whose truth has come, added up.
 *
 * @param scored how many
 * @param overtaken of them, how many were made when the truth was there already, as in a backlog
 * @param lossSum weight times loss
 * @param baselineLossSum weight times the baseline's loss; NaN where the head has no baseline
 * @param weightSum weights
 * @param coverage how many truths were inside the forecasts' intervals
 */
public record ForecastTotals(
        long scored, long overtaken, double lossSum, double baselineLossSum, double weightSum, Coverage coverage) {

    /** Nothing scored. */
    public static final ForecastTotals ZERO = new ForecastTotals(0, 0, 0, 0, 0, Coverage.NONE);

    /** Both together. */
    public ForecastTotals plus(ForecastTotals more) {
        return new ForecastTotals(
                scored + more.scored,
                overtaken + more.overtaken,
                lossSum + more.lossSum,
                baselineLossSum + more.baselineLossSum,
                weightSum + more.weightSum,
                coverage.plus(more.coverage));
    }

    /** What came after {@code earlier} totals of the same run. */
    public ForecastTotals minus(ForecastTotals earlier) {
        return new ForecastTotals(
                scored - earlier.scored,
                overtaken - earlier.overtaken,
                lossSum - earlier.lossSum,
                baselineLossSum - earlier.baselineLossSum,
                weightSum - earlier.weightSum,
                coverage.minus(earlier.coverage));
    }
}
