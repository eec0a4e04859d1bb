package io.backflow.model.network;

import io.backflow.model.SplitMix;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;

/**
 * Inverted dropout (Srivastava et al., 2014) of a layer's outputs on their way up, never of its state: each output of
 * each step is zeroed with probability p, and divided by 1 - p otherwise. A step's mask is a function of the seed and
 * of the step's key alone: it is the same wherever, whenever and beside whatever else the step is trained.
 */
final class Dropout implements AutoCloseable {

    private final int units;
    private final long threshold;
    private final float scale;
    private final float[] mask;
    private final float[] rows;
    private final Floats dropped;
    private final Floats cotangents;

    Dropout(double probability, int units, int steps) {
        this.units = units;
        threshold = (long) (probability * (1L << 32));
        scale = (float) (1 / (1 - probability));
        mask = new float[Math.multiplyExact(steps, units)];
        rows = new float[mask.length];
        dropped = new Floats(mask.length);
        cotangents = new Floats(mask.length);
    }

    /**
     * {@code outputs [T, B, H]}, from {@code offset} on, under the masks that {@code seed} and {@code keys [T, B]}
     * draw.
     */
    Floats forward(Span span, Floats outputs, int offset, long seed, long[] keys) {
        for (int step = 0; step < span.steps(); step++) {
            long own = SplitMix.at(seed, keys[step]);
            for (int j = 0; j < units; j++) {
                mask[step * units + j] = SplitMix.at(own, j) >>> 32 < threshold ? 0f : scale;
            }
        }
        return apply(outputs, offset, span.steps() * units, dropped);
    }

    /** The cotangents under the same mask. */
    Floats backward(Span span, Floats from) {
        return apply(from, 0, span.steps() * units, cotangents);
    }

    /** Zeroes the outputs of window {@code b}. */
    void clear(Span span, int b) {
        dropped.scale(b * units, units, span.batch() * units, span.time(), 0f);
    }

    /** By how much a mask enlarges a sum of squares at most. */
    double squaredScale() {
        return (double) scale * scale;
    }

    private Floats apply(Floats from, int offset, int n, Floats into) {
        from.get(offset, rows, 0, n);
        for (int j = 0; j < n; j++) {
            rows[j] *= mask[j];
        }
        into.put(0, rows, 0, n);
        return into;
    }

    @Override
    public void close() {
        dropped.close();
        cotangents.close();
    }
}
