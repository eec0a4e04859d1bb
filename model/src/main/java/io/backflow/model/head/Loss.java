package io.backflow.model.head;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;

/** The loss of one step as {@link LossSpec} defines it, and its derivative. */
sealed interface Loss permits MeanSquaredError, Huber, CrossEntropy, BinaryCrossEntropy, GaussianNll, Quantile {

    static Loss of(HeadSpec head) {
        LossSpec spec = head.loss();
        if (spec instanceof LossSpec.Huber huber) {
            return new Huber(head.units(), (float) huber.delta());
        }
        if (spec instanceof LossSpec.CrossEntropy) {
            return new CrossEntropy(head.units());
        }
        if (spec instanceof LossSpec.BinaryCrossEntropy) {
            return new BinaryCrossEntropy(head.units());
        }
        if (spec instanceof LossSpec.GaussianNll) {
            return new GaussianNll(head.targetWidth());
        }
        if (spec instanceof LossSpec.Quantile quantile) {
            return new Quantile(quantile.quantiles(), head.targetWidth());
        }
        return new MeanSquaredError(head.units());
    }

    /** Whether the step's target says that it has no loss. */
    default boolean ignores(Minibatch batch, int step) {
        return false;
    }

    /**
     * How many of {@code n} targets from {@code at} on are known, at least 1; one that is NaN is not. It has neither
     * loss nor derivative, and the mean is over the others.
     */
    static int known(float[] y, int at, int n) {
        int known = 0;
        for (int j = at; j < at + n; j++) {
            known += Float.isNaN(y[j]) ? 0 : 1;
        }
        return Math.max(1, known);
    }

    /**
     * The loss of row {@code step} of {@code o [T*B, O]}.
     *
     * @param d its derivative by that row is written here, {@code [T*B, O]}
     */
    float step(float[] o, Minibatch batch, int step, float[] d);
}
