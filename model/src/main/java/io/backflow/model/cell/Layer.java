package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;
import org.jspecify.annotations.Nullable;

/**
 * One recurrent layer over a span of steps. A forward pass keeps what its backward pass needs until that has run.
 *
 * <p>Everything is time-major. A layer's state has parts: {@code h [B, H]}, and {@code c [B, H]} if its cell has one;
 * cotangents of states have the same shape.
 */
public final class Layer implements AutoCloseable {

    private final Recurrence rec;
    private final Biases biases;
    private final Cell cell;
    private final @Nullable Block block;
    private final float[][] initialState;
    private final float[][] stateCotangent;

    /** The layer that {@code spec} names, with room for {@code time} steps of {@code batch} windows. */
    public Layer(LayerSpec spec, Weights weights, int time, int batch) {
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        cell = Cell.of(spec, rec, biases, time, batch);
        block = Block.of(spec, weights, Math.multiplyExact(time, batch));
        int parts = spec.stateSize() / spec.units();
        initialState = new float[parts][Math.multiplyExact(batch, spec.units())];
        stateCotangent = new float[parts][batch * spec.units()];
    }

    /** {@code H}. */
    public int units() {
        return rec.units;
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    public void refresh(float[] parameters) {
        rec.refresh(parameters);
        biases.refresh(parameters);
        cell.refresh(parameters);
        if (block != null) {
            block.refresh(parameters);
        }
    }

    /** How an LRU forgets with its present parameters; null in other layers. */
    public @Nullable LruDynamics dynamics() {
        return cell.dynamics();
    }

    /** The parts of the state before the first step; a pass reads them and does not change them. */
    public float[][] initialState() {
        return initialState;
    }

    /** Runs {@code inputs [T, B, in]}, from {@code offset} on, forward from {@link #initialState()}. */
    public void forward(Span span, Floats inputs, int offset) {
        biases.tile(span);
        if (block == null) {
            rec.project(span, inputs, offset);
            cell.forward(span, initialState);
        } else {
            rec.project(span, block.before(span, inputs, offset), 0);
            cell.forward(span, initialState);
            block.after(span, rec.h, span.batch() * rec.units);
        }
    }

    /** Copies what the recurrence read in the last forward pass to {@code into [T*B, in]}, before a backward pass. */
    public void read(Span span, float[] into) {
        rec.read(span, into);
    }

    /** {@code [T, B, H]}, from {@link #outputOffset} on; rows after a window's end are of its last state. */
    public Floats outputs() {
        return block == null ? rec.h : block.outputs();
    }

    /** Where the outputs of a pass over {@code span} start. */
    public int outputOffset(Span span) {
        return block == null ? span.batch() * rec.units : 0;
    }

    /** Copies part {@code part} of the state after each window's last step into {@code [B, H]}. */
    public void finalState(Span span, int part, float[] into) {
        cell.finalState(span, part, into);
    }

    /** The parts of the cotangent of the final state before a backward pass, of the initial state after it. */
    public float[][] stateCotangent() {
        return stateCotangent;
    }

    /**
     * Runs the last pass backward, up to the cotangents that {@link #gradient} and {@link #inputCotangent} need.
     *
     * @param outputs cotangents of the outputs, {@code [T, B, H]}; those of padded steps are ignored
     */
    public void backward(Span span, Floats outputs) {
        biases.clear(span);
        cell.backward(span, block == null ? outputs : block.backward(span, outputs), stateCotangent);
    }

    /** Overwrites this layer's part of the gradient, after a backward pass. */
    public void gradient(Span span) {
        cell.gradient(span);
        rec.kernelGradient(span);
        biases.gradient(span);
        if (block != null) {
            block.gradient(span);
        }
    }

    /**
     * An upper bound of the squared norm of what window {@code b} adds to the gradient, after a backward pass. By
     * Cauchy and Schwarz it is at most the sum of squares of the cotangents of the pre-activations, with what {@link
     * Cell#ownSquares} adds, times that of its inputs, states and ones.
     *
     * @param inputs sum of squares of the window's inputs
     */
    public double squaredNorm(Span span, int b, double inputs) {
        double states = rec.stateSquares(span, b);
        double cotangents = rec.cotangentSquares(span, b) + cell.ownSquares(b);
        if (block == null) {
            return cotangents * (inputs + states + span.length(b));
        }
        double recurrence = cotangents * (block.readSquares(span, b) + states + span.length(b));
        return recurrence + block.cotangentSquares(span, b) * (states + span.length(b));
    }

    /** Sum of squares of window {@code b}'s outputs in the last forward pass, or a little more. */
    public double outputSquares(Span span, int b) {
        return block == null ? rec.stateSquares(span, b) : block.outputSquares(span, b);
    }

    /**
     * Multiplies what window {@code b} adds to the gradient, and its cotangents of inputs and initial state, by
     * {@code factor}, after a backward pass and before {@link #gradient}; 0 leaves nothing of it, whatever it was.
     */
    public void scale(Span span, int b, float factor) {
        rec.scale(span, b, factor);
        biases.scale(b, factor);
        cell.scale(span, b, factor);
        if (block != null) {
            block.scale(span, b, factor);
        }
        for (float[] part : stateCotangent) {
            for (int j = b * rec.units; j < (b + 1) * rec.units; j++) {
                part[j] = factor == 0 ? 0f : factor * part[j];
            }
        }
    }

    /** Overwrites {@code into [T, B, in]} with the cotangent of the inputs, after a backward pass. */
    public void inputCotangent(Span span, Floats into) {
        rec.inputCotangent(span, into);
        if (block != null) {
            block.inputCotangent(span, into);
        }
    }

    @Override
    public void close() {
        rec.close();
        cell.close();
        if (block != null) {
            block.close();
        }
    }
}
