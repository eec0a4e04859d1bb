package io.backflow.cli;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.scorer.ScoringReport;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a local scoring job came to.
 *
 * @param seconds from the start of the job to its end
 * @param version the last one that forecasts were made with; null: none
 * @param scored forecasts whose truth has come, since the job began
 * @param loss their mean loss; null where none was scored with a weight above 0
 * @param baselineLoss mean loss of the baseline on the same steps; null where {@code loss} is
 * @param incidents what was not forecast as it came since the job began, by reason
 */
record ScoreResult(
        double seconds,
        @Nullable Long version,
        long scored,
        @Nullable Double loss,
        @Nullable Double baselineLoss,
        Map<String, Long> incidents) {

    /** Nothing was read. */
    static ScoreResult nothing() {
        return new ScoreResult(0, null, 0, null, null, Map.of());
    }

    /**
     * @param since when it began, in {@link System#nanoTime()}
     * @param report what the job reported last; null: nothing
     */
    static ScoreResult of(long since, @Nullable ScoringReport report) {
        double seconds = (System.nanoTime() - since) / 1e9;
        if (report == null) {
            return new ScoreResult(seconds, null, 0, null, null, Map.of());
        }
        ForecastTotals totals = report.forecasts();
        VersionId current = report.models().current();
        return new ScoreResult(
                seconds,
                current == null ? null : Long.valueOf(current.version()),
                totals.scored(),
                mean(totals.lossSum(), totals),
                mean(totals.baselineLossSum(), totals),
                new Incidents(report.incidents()).byReason());
    }

    private static @Nullable Double mean(double sum, ForecastTotals totals) {
        return totals.weightSum() == 0 ? null : Double.valueOf(sum / totals.weightSum());
    }

    /** In words. */
    String sentence() {
        String came = loss == null
                ? String.format(Locale.ROOT, "no forecast was scored (%.1f s)", seconds)
                : String.format(
                        Locale.ROOT,
                        "scored %,d forecasts (%.1f s); version %d; loss %.5f, baseline %.5f",
                        scored,
                        seconds,
                        version,
                        loss,
                        baselineLoss);
        return incidents.isEmpty() ? came : came + "; " + Incidents.text(incidents);
    }
}
