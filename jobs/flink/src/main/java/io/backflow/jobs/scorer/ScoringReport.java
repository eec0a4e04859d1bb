package io.backflow.jobs.scorer;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.ShadowScore;
import org.jspecify.annotations.Nullable;

/**
 * The state of a scoring job, for the topic {@code progress}.
 *
 * @param time milliseconds since the epoch, by the gate's clock
 * @param models which versions the job forecasts with
 * @param decision what was decided just now; null: nothing
 * @param forecasts how the published forecasts came out, since the job began
 * @param incidents what happened to steps other than being forecast as they came, since the job began
 */
public record ScoringReport(
        long time,
        Models models,
        @Nullable GateDecision decision,
        ForecastTotals forecasts,
        IncidentCount[] incidents) {

    /**
     * Versions of a scoring job.
     *
     * @param current the version that forecasts are made with; null before the first
     * @param shadow the version in its shadow; null: none
     * @param score how the two came out so far
     * @param held whether no newer version is adopted, since a rollback
     */
    public record Models(
            @Nullable VersionId current, @Nullable VersionId shadow, ShadowScore score, boolean held) {}
}
