package io.backflow.model.network;

import io.backflow.model.SplitMix;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;

/**
 * Inverted dropout (Srivastava et al., 2014) of a layer's outputs on their way up, never of its state: each output of
 * each step is zeroed with probability p, and divided by 1 - p otherwise. The mask is a function of the seed alone.
 */
final class Dropout implements AutoCloseable {

    private final int units;
    private final long threshold;
    private final float scale;
    private final float[] mask;
    private final float[] rows;
    private final Floats dropped;

    Dropout(double probability, int units, int steps) {
        this.units = units;
        threshold = (long) (probability * (1L << 32));
        scale = (float) (1 / (1 - probability));
        mask = new float[Math.multiplyExact(steps, units)];
        rows = new float[mask.length];
        dropped = new Floats(mask.length);
    }

    /** {@code outputs [T, B, H]}, from {@code offset} on, under the mask that {@code seed} draws. */
    Floats forward(Span span, Floats outputs, int offset, long seed) {
        int n = span.steps() * units;
        for (int j = 0; j < n; j++) {
            mask[j] = SplitMix.at(seed, j) >>> 32 < threshold ? 0f : scale;
        }
        return apply(outputs, offset, n);
    }

    /** The cotangents under the same mask. */
    Floats backward(Span span, Floats cotangents) {
        return apply(cotangents, 0, span.steps() * units);
    }

    private Floats apply(Floats from, int offset, int n) {
        from.get(offset, rows, 0, n);
        for (int j = 0; j < n; j++) {
            rows[j] *= mask[j];
        }
        dropped.put(0, rows, 0, n);
        return dropped;
    }

    @Override
    public void close() {
        dropped.close();
    }
}
