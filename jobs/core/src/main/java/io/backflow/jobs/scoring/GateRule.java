package io.backflow.jobs.scoring;

/**
 * When a newer version is adopted.
 *
 * @param steps scored steps after which the two versions are compared; 0: a newer version is adopted at once
 * @param worseBy share of the current version's mean loss by which the newer one's may be higher
 * @param keep versions adopted before the current one that can be returned to
 */
public record GateRule(long steps, double worseBy, int keep) {

    /** Whether a newer version first forecasts in the shadow of the current one. */
    public boolean shadows() {
        return steps > 0;
    }

    /** Whether {@code score} has enough steps for a decision. */
    boolean decides(ShadowScore score) {
        return score.steps() >= steps && score.weightSum() > 0;
    }

    /** Whether the version in the shadow may take over. */
    boolean passes(ShadowScore score) {
        return score.shadowLoss() <= score.loss() + worseBy * Math.abs(score.loss());
    }
}
