package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;

/** A bound on a gradient before it is used. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Clipping.None.class, name = "none"),
    @JsonSubTypes.Type(value = Clipping.GlobalNorm.class, name = "global_norm"),
    @JsonSubTypes.Type(value = Clipping.Value.class, name = "value")
})
public sealed interface Clipping {

    /**
     * Bounds {@code gradient}, a whole gradient or a shard of one, in place.
     *
     * @param globalNorm norm of the whole gradient over all shards: the root of the sum of their
     *     {@link #squaredNorm}s
     */
    void clip(float[] gradient, double globalNorm);

    /** The gradient as it is. */
    record None() implements Clipping {
        @Override
        public void clip(float[] gradient, double globalNorm) {}
    }

    /**
     * One factor over the whole gradient, so that its norm is at most {@code threshold}; its direction stays (Keras'
     * {@code global_clipnorm}; without the 1e-6 that PyTorch adds to the norm).
     */
    record GlobalNorm(@JsonProperty("threshold") double threshold) implements Clipping {
        public GlobalNorm {
            Check.positive("clipping.threshold", threshold);
        }

        @JsonCreator
        static GlobalNorm of(@JsonProperty(value = "threshold", required = true) double threshold) {
            return new GlobalNorm(threshold);
        }

        @Override
        public void clip(float[] gradient, double globalNorm) {
            float scale = (float) scale(globalNorm, threshold);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
        }
    }

    /** Each element into {@code [-threshold, threshold]} (Keras' {@code clipvalue}). */
    record Value(@JsonProperty("threshold") double threshold) implements Clipping {
        public Value {
            Check.positive("clipping.threshold", threshold);
        }

        @JsonCreator
        static Value of(@JsonProperty(value = "threshold", required = true) double threshold) {
            return new Value(threshold);
        }

        @Override
        public void clip(float[] gradient, double globalNorm) {
            float bound = (float) threshold;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = Math.max(-bound, Math.min(bound, gradient[i]));
            }
        }
    }

    /** Sum of squares, in double precision; four sums side by side, as one would wait for itself at each step. */
    static double squaredNorm(float[] gradient) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < gradient.length; i += 4) {
            a += (double) gradient[i] * gradient[i];
            b += (double) gradient[i + 1] * gradient[i + 1];
            c += (double) gradient[i + 2] * gradient[i + 2];
            d += (double) gradient[i + 3] * gradient[i + 3];
        }
        for (; i < gradient.length; i++) {
            a += (double) gradient[i] * gradient[i];
        }
        return a + b + (c + d);
    }

    /**
     * The factor that brings a vector of this norm down to {@code threshold}: {@code threshold / max(norm, threshold)}.
     */
    static double scale(double norm, double threshold) {
        return threshold / Math.max(norm, threshold);
    }
}
