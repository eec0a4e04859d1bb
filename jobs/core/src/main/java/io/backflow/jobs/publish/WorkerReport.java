package io.backflow.jobs.publish;

import io.backflow.jobs.forecast.ForecastTotals;
import org.jspecify.annotations.Nullable;

/**
 * Something that is counted since the run began.
 *
 * @param incident what happened to steps other than being trained as they came; null: nothing
 * @param forecasts how forecasts came out; null: none were scored
 */
public record WorkerReport(
        @Nullable IncidentCount incident, @Nullable ForecastTotals forecasts) {

    /** Of an incident alone. */
    public static WorkerReport of(IncidentCount incident) {
        return new WorkerReport(incident, null);
    }

    /** Of forecasts alone. */
    public static WorkerReport of(ForecastTotals forecasts) {
        return new WorkerReport(null, forecasts);
    }
}
