package io.backflow.dashboard.view;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ProgressReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How training stands, by its newest report.
 *
 * @param time of the report, in milliseconds since 1970
 * @param ageMillis since the report was read
 * @param session counts the server's restarts within the run
 * @param version parameter version
 * @param staleness versions by which the last merged contribution was behind
 * @param counts since the run began
 * @param lately what happened in the last reports
 * @param alarms how often the loss has risen for good
 * @param incidents what was not trained as it came, by reason
 */
public record TrainingView(
        long time,
        long ageMillis,
        long session,
        long version,
        long staleness,
        Counts counts,
        Lately lately,
        DriftAlarms alarms,
        Map<String, Long> incidents) {

    /**
     * Totals since the run began.
     *
     * @param steps trained or, with weight 0, scored
     * @param windows trained
     * @param updates of the parameters
     * @param forecasts made on arrival whose truth has come; 0: none are made
     * @param overtaken of them, those made when their truth was there already
     */
    public record Counts(long steps, long windows, long updates, long forecasts, long overtaken) {}

    /**
     * What happened in the last reports.
     *
     * @param rate steps a second, over ten seconds
     * @param loss mean over a minute
     * @param baseline the baseline's
     * @param intervalShare share of truths that is to be inside the intervals of the forecasts; 0: they have none
     * @param intervalInside share of truths that was inside, since the run began
     * @param drift how the loss changes; null: too early to say
     */
    public record Lately(
            double rate,
            double loss,
            double baseline,
            double intervalShare,
            double intervalInside,
            @Nullable Drift drift) {}

    static TrainingView of(ProgressReport report, long ageMillis, RecentReports recent) {
        ForecastTotals forecasts = report.forecasts();
        Losses losses = recent.losses();
        return new TrainingView(
                report.time(),
                ageMillis,
                report.session(),
                report.version(),
                report.staleness(),
                new Counts(
                        report.totals().steps(),
                        report.totals().windows(),
                        report.totals().updates(),
                        forecasts.scored(),
                        forecasts.overtaken()),
                new Lately(
                        recent.rate(),
                        losses.loss(),
                        losses.baseline(),
                        forecasts.coverage().level(),
                        forecasts.coverage().share(),
                        recent.drift()),
                report.drift(),
                new Incidents(report.incidents()).byReason());
    }
}
