package io.backflow.model.reference;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;

/** The losses, from their definitions. */
final class ReferenceLoss {

    private ReferenceLoss() {}

    static double of(HeadSpec head, double[] o, Minibatch batch, int at) {
        if (head.loss() instanceof LossSpec.CrossEntropy) {
            double sum = 0;
            for (double x : o) {
                sum += Math.exp(x);
            }
            return Math.log(sum) - o[batch.labels()[at]];
        }
        double sum = 0;
        int targets = head.targetWidth();
        int outputs = head.loss() instanceof LossSpec.GaussianNll ? targets : o.length;
        int known = 0;
        for (int j = 0; j < outputs; j++) {
            double y = batch.targets()[at * targets + j % targets];
            if (!Double.isNaN(y)) {
                sum += element(head.loss(), o, j, y, targets);
                known++;
            }
        }
        return known == 0 ? 0 : sum / known;
    }

    private static double element(LossSpec loss, double[] o, int j, double y, int targets) {
        double e = y - o[j];
        if (loss instanceof LossSpec.Huber huber) {
            double size = Math.abs(e);
            return size <= huber.delta() ? 0.5 * e * e : huber.delta() * (size - 0.5 * huber.delta());
        }
        if (loss instanceof LossSpec.BinaryCrossEntropy) {
            double s = 1 / (1 + Math.exp(-o[j]));
            return -(y * Math.log(s) + (1 - y) * Math.log(1 - s));
        }
        if (loss instanceof LossSpec.GaussianNll) {
            return 0.5 * (o[targets + j] + e * e * Math.exp(-o[targets + j]));
        }
        if (loss instanceof LossSpec.Quantile quantile) {
            double q = quantile.quantiles().get(j / targets);
            return Math.max(q * e, (q - 1) * e);
        }
        return e * e;
    }
}
