package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The dense layer on top of the last recurrent layer, and the loss of its outputs.
 *
 * @param units width of the head's output: target width for regression, classes for cross-entropy, twice the target's
 *     width for {@link LossSpec.GaussianNll}, number of quantiles times the target's width for {@link
 *     LossSpec.Quantile}
 * @param skip which inputs of the network it reads beside the outputs of that layer
 */
public record HeadSpec(
        int units,
        LossSpec loss,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = HeadSpec.Unsaid.class)
        Skip skip) {

    /** Which inputs of the network lead straight to the head, past the recurrent layers. */
    public enum Skip {
        NONE,
        /** Those of the time. */
        TIME,
        /** All. */
        INPUTS
    }

    /** Without a skip connection. */
    public HeadSpec(int units, LossSpec loss) {
        this(units, loss, Skip.NONE);
    }

    public HeadSpec {
        skip = skip == null ? Skip.NONE : skip;
        Check.positive("model.head.units", units);
        loss.checkUnits(units);
    }

    /** Width of the target vector a step; 0 where the target is a class label. */
    public int targetWidth() {
        return loss.targetWidth(units);
    }

    /** Equal to what is not written: a head without a skip connection is written as before there were any. */
    static final class Unsaid {

        @Override
        public boolean equals(@Nullable Object other) {
            return other == null || other == Skip.NONE;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
