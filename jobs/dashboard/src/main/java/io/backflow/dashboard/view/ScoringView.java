package io.backflow.dashboard.view;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.scorer.ScoringReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a scoring job stands, by its newest report.
 *
 * @param job its name
 * @param time of the report, in milliseconds since 1970
 * @param version that forecasts are made with; null: none yet
 * @param shadow version that forecasts in its shadow; null: none
 * @param scored forecasts whose truth has come
 * @param loss mean of them
 * @param baseline the baseline's
 * @param decision the last one about a version; null: none was read
 * @param incidents what was not forecast as it came, by reason
 */
public record ScoringView(
        String job,
        long time,
        @Nullable Long version,
        @Nullable Long shadow,
        long scored,
        double loss,
        double baseline,
        @Nullable String decision,
        Map<String, Long> incidents) {

    /** @param decision the last one that an earlier report had */
    static ScoringView of(String job, ScoringReport report, @Nullable String decision) {
        ForecastTotals totals = report.forecasts();
        return new ScoringView(
                job,
                report.time(),
                number(report.models().current()),
                number(report.models().shadow()),
                totals.scored(),
                totals.lossSum() / totals.weightSum(),
                totals.baselineLossSum() / totals.weightSum(),
                decision(report, decision),
                new Incidents(report.incidents()).byReason());
    }

    private static @Nullable String decision(ScoringReport report, @Nullable String earlier) {
        var decided = report.decision();
        return decided == null
                ? earlier
                : "version " + decided.version().version() + ": "
                        + decided.kind()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' ') + ", "
                        + decided.reason();
    }

    private static @Nullable Long number(@Nullable VersionId id) {
        return id == null ? null : id.version();
    }
}
