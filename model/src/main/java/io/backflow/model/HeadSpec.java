package io.backflow.model;

/**
 * The dense layer on top of the last recurrent layer, and the loss of its outputs.
 *
 * @param units width of the head's output: target width for regression, classes for cross-entropy, twice the target's
 *     width for {@link LossSpec.GaussianNll}, number of quantiles times the target's width for {@link
 *     LossSpec.Quantile}
 */
public record HeadSpec(int units, LossSpec loss) {
    public HeadSpec {
        Check.positive("model.head.units", units);
        loss.checkUnits(units);
    }

    /** Width of the target vector a step; 0 where the target is a class label. */
    public int targetWidth() {
        return loss.targetWidth(units);
    }
}
