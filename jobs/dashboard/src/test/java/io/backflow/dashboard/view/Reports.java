package io.backflow.dashboard.view;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;

/** Reports of a run that trains a step of weight 1 each millisecond. */
final class Reports {

    static final DriftAlarms ALARMS = new DriftAlarms(1, 2, 3, 4);

    private Reports() {}

    /** After {@code steps} steps, whose losses add up to {@code loss} and the baseline's to {@code baseline}. */
    static ProgressReport report(long steps, double loss, double baseline) {
        return new ProgressReport(
                "run",
                1,
                steps / 10,
                steps,
                new TrainingTotals(steps, 0, steps / 8, steps / 10, loss, baseline, steps),
                0,
                new IncidentCount[] {new IncidentCount("late", 3)},
                ForecastTotals.ZERO,
                new StepTotals[0],
                ALARMS);
    }

    static Sample sample(long steps, double loss, double baseline) {
        return new Sample(report(steps, loss, baseline), Double.NaN);
    }
}
