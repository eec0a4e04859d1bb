package io.backflow.jobs.forecast;

import java.util.Map;
import java.util.TreeMap;

/**
 * How forecasts of one step of several came out.
 *
 * @param stepsAhead how many steps after the newest one it was
 * @param totals of what the forecasts said of it
 */
public record StepTotals(int stepsAhead, ForecastTotals totals) {

    /** Those of {@code one} and {@code other} together, the nearest step first. */
    public static StepTotals[] sum(StepTotals[] one, StepTotals... other) {
        Map<Integer, ForecastTotals> sums = new TreeMap<>();
        for (StepTotals each : one) {
            sums.merge(each.stepsAhead, each.totals, ForecastTotals::plus);
        }
        for (StepTotals each : other) {
            sums.merge(each.stepsAhead, each.totals, ForecastTotals::plus);
        }
        return sums.entrySet().stream()
                .map(sum -> new StepTotals(sum.getKey(), sum.getValue()))
                .toArray(StepTotals[]::new);
    }
}
