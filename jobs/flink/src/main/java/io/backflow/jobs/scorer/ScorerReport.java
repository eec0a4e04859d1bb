package io.backflow.jobs.scorer;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.scoring.ShadowScore;
import org.jspecify.annotations.Nullable;

/**
 * What a worker of a scoring job reports to the gate; one of its parts is not null.
 *
 * @param incident what happened to steps other than being forecast as they came
 * @param forecasts how published forecasts came out
 * @param shadow how the current version and the one in the shadow came out on the same steps
 */
public record ScorerReport(
        @Nullable IncidentCount incident,
        @Nullable ForecastTotals forecasts,
        @Nullable ShadowScore shadow) {

    /** Of an incident alone. */
    public static ScorerReport of(IncidentCount incident) {
        return new ScorerReport(incident, null, null);
    }

    /** Of a comparison alone. */
    static ScorerReport of(ShadowScore shadow) {
        return new ScorerReport(null, null, shadow);
    }
}
