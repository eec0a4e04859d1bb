package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a recurrence at each step, without a memory of its own: the inputs x are normalised before it, its
 * states are gated after it, and the inputs are added to the outputs, each where the layer's spec says so (Orvieto and
 * others, 2023, section 2.2).
 *
 * <pre>
 * h = recurrence(normalised x)       y = gated h + x
 * </pre>
 */
final class Block implements AutoCloseable {

    private final int in;
    private final int units;
    private final @Nullable Normalization normalization;
    private final @Nullable OutputGate gate;
    private final boolean residual;

    /** {@code [T*B, in]}: what the recurrence reads. */
    private final Floats read;

    /** {@code [T*B, H]}: y. */
    private final Floats outputs;

    /** {@code [T*B, H]}: cotangents of h. */
    private final Floats statesCotangent;

    private final float[] x;
    private final float[] y;
    private final float[] dx;
    private final float[] dy;

    private Block(LayerSpec.Lru spec, Weights weights, int steps) {
        in = weights.in();
        units = weights.units();
        residual = spec.residual();
        read = new Floats((long) steps * in);
        outputs = new Floats((long) steps * units);
        statesCotangent = new Floats((long) steps * units);
        normalization = spec.layerNormalization() ? new Normalization(in, steps) : null;
        gate = weights.output().isEmpty()
                ? null
                : new OutputGate(weights.output(), weights.gradient(), statesCotangent, steps);
        x = new float[Math.multiplyExact(steps, in)];
        y = new float[Math.multiplyExact(steps, units)];
        dx = new float[x.length];
        dy = new float[y.length];
    }

    /** The block of a layer, with room for {@code steps} steps of all windows; null where it is only a recurrence. */
    static @Nullable Block of(LayerSpec spec, Weights weights, int steps) {
        boolean plain =
                !(spec instanceof LayerSpec.Lru lru) || new LayerSpec.Lru(lru.units(), lru.dropout()).equals(lru);
        return plain ? null : new Block((LayerSpec.Lru) spec, weights, steps);
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    void refresh(float[] parameters) {
        if (gate != null) {
            gate.refresh(parameters);
        }
    }

    /** {@code [T*B, in]}, for the recurrence, of {@code inputs} from {@code offset} on. */
    Floats before(Span span, Floats inputs, int offset) {
        int n = span.steps() * in;
        inputs.get(offset, x, 0, n);
        read.put(0, normalization == null ? x : normalization.forward(span, x), 0, n);
        return read;
    }

    /** Makes the outputs of the states {@code h}, from {@code offset} on. */
    void after(Span span, Floats h, int offset) {
        int n = span.steps() * units;
        h.get(offset, y, 0, n);
        if (gate != null) {
            gate.forward(span, h, offset, y);
        }
        if (residual) {
            Rows.add(y, x, n);
        }
        outputs.put(0, y, 0, n);
    }

    /** {@code [T*B, H]}. */
    Floats outputs() {
        return outputs;
    }

    /** The cotangents of h for those of the outputs, {@code [T*B, H]}; those of padded steps are ignored. */
    Floats backward(Span span, Floats cotangents) {
        int n = span.steps() * units;
        cotangents.get(0, dy, 0, n);
        for (int step = 0; step < span.steps(); step++) {
            if (span.ended(step / span.batch(), step % span.batch())) {
                Arrays.fill(dy, step * units, (step + 1) * units, 0f);
            }
        }
        if (gate == null) {
            statesCotangent.put(0, dy, 0, n);
        } else {
            gate.backward(span, dy);
        }
        return statesCotangent;
    }

    /** Makes, of the cotangents of what the recurrence read, those of the layer's inputs, in place. */
    void inputCotangent(Span span, Floats cotangents) {
        int n = span.steps() * in;
        cotangents.get(0, dx, 0, n);
        if (normalization != null) {
            normalization.backward(span, dx);
        }
        if (residual) {
            Rows.add(dx, dy, n);
        }
        cotangents.put(0, dx, 0, n);
    }

    /** Overwrites the block's part of the gradient, after a backward pass. */
    void gradient(Span span) {
        if (gate != null) {
            gate.gradient(span);
        }
    }

    /** Sum of squares of what the recurrence read of window {@code b}. */
    double readSquares(Span span, int b) {
        return read.squares(b * in, in, span.batch() * in, span.length(b));
    }

    /** Sum of squares of window {@code b}'s outputs. */
    double outputSquares(Span span, int b) {
        return outputs.squares(b * units, units, span.batch() * units, span.length(b));
    }

    /** Sum of squares of the cotangents of what the block's own kernels make of window {@code b}'s states. */
    double cotangentSquares(Span span, int b) {
        return gate == null ? 0 : gate.squares(span, b);
    }

    /** Multiplies what window {@code b} adds to the gradient, and its cotangents, by {@code factor}; 0 clears them. */
    void scale(Span span, int b, float factor) {
        for (int step = b; step < span.steps(); step += span.batch()) {
            for (int j = step * units; j < (step + 1) * units; j++) {
                dy[j] = factor == 0 ? 0f : factor * dy[j];
            }
            if (factor == 0 && normalization != null) {
                normalization.clear(step);
            }
        }
        if (gate != null) {
            gate.scale(span, b, factor);
        }
        if (factor == 0) {
            read.scale(b * in, in, span.batch() * in, span.time(), 0f);
            outputs.scale(b * units, units, span.batch() * units, span.time(), 0f);
        }
    }

    @Override
    public void close() {
        read.close();
        outputs.close();
        statesCotangent.close();
        if (gate != null) {
            gate.close();
        }
    }
}
