package io.backflow.jobs.kafka;

import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.schema.DecisionKind;
import io.backflow.schema.ScoredVersion;
import io.backflow.schema.ScoringDecision;
import io.backflow.schema.ScoringProgress;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the records of scoring jobs in the topic {@code progress}. Not thread-safe. */
public final class ScoringProgressDecoder {

    private static final String INFIX = "/score/";

    private final Wire<ScoringProgress> wire =
            Wire.of(ScoringProgress.class, ScoringProgress.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** Key of the records of a scoring job; names of runs and jobs have no slash. */
    public static String key(String run, String job) {
        return run + INFIX + job;
    }

    /** Whether a record of the topic is a scoring job's, by its key. */
    public static boolean isScoring(byte @Nullable [] key) {
        return key != null && new String(key, StandardCharsets.UTF_8).contains(INFIX);
    }

    /** What a job wrote; its scores have means alone, and its versions no nonces. */
    public ScoringReport decode(byte[] value) throws WireException {
        ScoringProgress record = wire.decode(value);
        return new ScoringReport(
                record.getTime().toEpochMilli(),
                new ScoringReport.Models(
                        id(record.getVersion()),
                        id(record.getShadow()),
                        new ShadowScore(0, record.getComparedSteps(), 0, 0, 0),
                        record.getHeld()),
                decision(record.getDecision()),
                new ForecastTotals(
                        record.getScored(),
                        record.getOvertaken(),
                        record.getLossSum(),
                        record.getBaselineLossSum(),
                        record.getWeightSum(),
                        coverage(record)),
                record.getIncidents().stream()
                        .map(incident -> new IncidentCount(incident.getReason(), incident.getCount()))
                        .toArray(IncidentCount[]::new));
    }

    private static Coverage coverage(ScoringProgress record) {
        Double level = record.getInterval();
        return level == null
                ? Coverage.NONE
                : new Coverage(level, record.getIntervalTruths(), record.getIntervalInside());
    }

    private static @Nullable VersionId id(@Nullable ScoredVersion version) {
        return version == null ? null : new VersionId(version.getSession(), 0, version.getVersion());
    }

    /** Null also where a later build has decided something that this one does not know. */
    private static @Nullable GateDecision decision(@Nullable ScoringDecision decision) {
        if (decision == null || decision.getKind() == DecisionKind.UNKNOWN) {
            return null;
        }
        ScoredVersion version = decision.getVersion();
        Double loss = decision.getLoss();
        Double shadowLoss = decision.getShadowLoss();
        return new GateDecision(
                GateDecision.Kind.valueOf(decision.getKind().name()),
                new VersionId(version.getSession(), 0, version.getVersion()),
                loss == null || shadowLoss == null
                        ? null
                        : new ShadowScore(0, decision.getSteps(), 1, loss, shadowLoss),
                decision.getReason());
    }
}
