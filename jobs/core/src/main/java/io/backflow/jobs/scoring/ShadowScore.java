package io.backflow.jobs.scoring;

/**
 * How the forecasts of the current version and of the one in its shadow came out on the same steps.
 *
 * @param offer which version was in the shadow, by {@link OfferedModel#offer}
 * @param steps scored steps
 * @param weightSum their weights
 * @param lossSum weight times the current version's loss
 * @param shadowLossSum weight times the loss of the version in the shadow; infinite where one had overflowed
 */
public record ShadowScore(long offer, long steps, double weightSum, double lossSum, double shadowLossSum) {

    /** Nothing scored yet. */
    public static ShadowScore none(long offer) {
        return new ShadowScore(offer, 0, 0, 0, 0);
    }

    /** Both together. */
    public ShadowScore plus(ShadowScore more) {
        return new ShadowScore(
                offer,
                steps + more.steps,
                weightSum + more.weightSum,
                lossSum + more.lossSum,
                shadowLossSum + more.shadowLossSum);
    }

    /** Mean loss of the current version; NaN where nothing was scored. */
    public double loss() {
        return lossSum / weightSum;
    }

    /** Mean loss of the version in the shadow; NaN where nothing was scored. */
    public double shadowLoss() {
        return shadowLossSum / weightSum;
    }
}
