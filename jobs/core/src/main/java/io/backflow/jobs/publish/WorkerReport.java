package io.backflow.jobs.publish;

import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import org.jspecify.annotations.Nullable;

/**
 * Something that is counted since the run began, or a part of the answer to a command.
 *
 * @param incident what happened to steps other than being trained as they came; null: nothing
 * @param forecasts how forecasts came out; null: none were scored
 * @param steps the same by step, where forecasts speak of several; else empty
 * @param command a part of the answer to a command; null: of none
 */
public record WorkerReport(
        @Nullable IncidentCount incident,
        @Nullable ForecastTotals forecasts,
        StepTotals[] steps,
        @Nullable CommandReport command) {

    private static final StepTotals[] NO_STEPS = {};

    /** Of an incident alone. */
    public static WorkerReport of(IncidentCount incident) {
        return new WorkerReport(incident, null, NO_STEPS, null);
    }

    /** Of a command alone. */
    public static WorkerReport of(CommandReport command) {
        return new WorkerReport(null, null, NO_STEPS, command);
    }

    /** Of forecasts alone. */
    public static WorkerReport of(ForecastTotals forecasts) {
        return new WorkerReport(null, forecasts, NO_STEPS, null);
    }

    /** Of forecasts alone, by step, the nearest first. */
    public static WorkerReport of(StepTotals... steps) {
        ForecastTotals sum = ForecastTotals.ZERO;
        for (StepTotals each : steps) {
            sum = sum.plus(each.totals());
        }
        return new WorkerReport(null, sum, steps.length > 1 ? steps : NO_STEPS, null);
    }
}
