package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The loss of one step, already reduced over the head's outputs to one number. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LossSpec.Mse.class, name = "mse"),
    @JsonSubTypes.Type(value = LossSpec.Huber.class, name = "huber"),
    @JsonSubTypes.Type(value = LossSpec.CrossEntropy.class, name = "cross_entropy"),
    @JsonSubTypes.Type(value = LossSpec.BinaryCrossEntropy.class, name = "binary_cross_entropy"),
    @JsonSubTypes.Type(value = LossSpec.GaussianNll.class, name = "gaussian_nll"),
    @JsonSubTypes.Type(value = LossSpec.Quantile.class, name = "quantile")
})
public sealed interface LossSpec {

    /** Width of the target vector for a head of {@code units}; 0 where the target is a class label. */
    default int targetWidth(int units) {
        return units;
    }

    /** Refuses a head whose width does not suit this loss. */
    default void checkUnits(int units) {}

    /** Mean over the outputs of {@code (o - y)^2}, without a factor of one half. */
    record Mse() implements LossSpec {}

    /** Mean over the outputs of {@code e^2 / 2} where {@code |e| <= delta}, else {@code delta (|e| - delta / 2)}. */
    record Huber(double delta) implements LossSpec {
        public Huber {
            Check.positive("model.head.loss.delta", delta);
        }
    }

    /** Softmax cross-entropy with an integer label: {@code -log softmax(o)[y]}. */
    record CrossEntropy() implements LossSpec {
        @Override
        public int targetWidth(int units) {
            return 0;
        }
    }

    /** Mean over the outputs of the logistic loss; targets are 0 or 1. */
    record BinaryCrossEntropy() implements LossSpec {}

    /** {@code 0.5 (v + (y - mean)^2 exp(-v))}, mean over the target; outputs are the means, then the log-variances. */
    record GaussianNll() implements LossSpec {
        @Override
        public int targetWidth(int units) {
            return units / 2;
        }

        @Override
        public void checkUnits(int units) {
            if (units % 2 != 0) {
                throw new IllegalArgumentException("model.head.units is " + units
                        + "; gaussian_nll needs an even number, a mean and a log-variance for each target");
            }
        }
    }

    /**
     * Mean over targets and quantiles of {@code max(q e, (q - 1) e)} with {@code e = y - o}; outputs are those of the
     * first quantile for each target, then those of the second, and so on.
     */
    record Quantile(List<Double> quantiles) implements LossSpec {
        public Quantile {
            quantiles = List.copyOf(quantiles);
            quantiles.forEach(q -> Check.within("model.head.loss.quantiles", q, Double.MIN_VALUE, 1));
        }

        @Override
        public int targetWidth(int units) {
            return units / quantiles.size();
        }

        @Override
        public void checkUnits(int units) {
            if (quantiles.isEmpty() || units % quantiles.size() != 0) {
                throw new IllegalArgumentException("model.head.units is " + units + "; quantile needs a multiple of "
                        + quantiles.size() + ", one for each target and each of " + quantiles);
            }
        }
    }
}
