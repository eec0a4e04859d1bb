package io.backflow.jobs.scoring;

import io.backflow.jobs.protocol.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a version.
 *
 * @param kind what
 * @param version about which version
 * @param score how it and the current version had come out; null where it was not compared
 * @param reason in words, for the operator of the job
 */
public record GateDecision(
        Kind kind, VersionId version, @Nullable ShadowScore score, String reason) {

    /** What can be decided. */
    public enum Kind {
        /** Forecasts are made with the version from now on. */
        ADOPTED,
        /** The version is not used. */
        REFUSED,
        /** Forecasts are made with the version again, and no newer one is adopted until the job follows again. */
        ROLLED_BACK,
        /** The rollback that was asked for is not possible; the version is the current one. */
        ROLLBACK_REFUSED,
        /** Newer versions than this one, the current one, are adopted again. */
        FOLLOWING
    }
}
