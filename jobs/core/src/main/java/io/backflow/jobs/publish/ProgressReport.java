package io.backflow.jobs.publish;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;

/**
 * The state of a training run, for the topic {@code progress}.
 *
 * @param run identity of the training run
 * @param session counts the server's restarts within the run
 * @param version parameter version
 * @param time milliseconds since the epoch, by the server's clock
 * @param totals totals since the run began
 * @param staleness versions by which the last merged contribution was behind
 * @param incidents what happened to steps other than being trained as they came, since the run began
 * @param forecasts how the forecasts made on arrival came out, since the run began
 * @param forecastSteps the same by step, the nearest first, where forecasts speak of several steps; else empty
 * @param drift how often the loss of the run has risen for good
 */
public record ProgressReport(
        String run,
        long session,
        long version,
        long time,
        TrainingTotals totals,
        long staleness,
        IncidentCount[] incidents,
        ForecastTotals forecasts,
        StepTotals[] forecastSteps,
        DriftAlarms drift) {

    /** Of a run whose loss is not watched. */
    public ProgressReport(
            String run,
            long session,
            long version,
            long time,
            TrainingTotals totals,
            long staleness,
            IncidentCount[] incidents,
            ForecastTotals forecasts,
            StepTotals[] forecastSteps) {
        this(run, session, version, time, totals, staleness, incidents, forecasts, forecastSteps, DriftAlarms.NONE);
    }
}
