package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;

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
    private final float[][] initialState;
    private final float[][] stateCotangent;

    /** The layer that {@code spec} names, with room for {@code time} steps of {@code batch} windows. */
    public Layer(LayerSpec spec, Weights weights, int time, int batch) {
        rec = new Recurrence(weights, time, batch);
        biases = new Biases(weights, batch);
        cell = Cell.of(spec, rec, biases, time, batch);
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
    }

    /** The parts of the state before the first step; a pass reads them and does not change them. */
    public float[][] initialState() {
        return initialState;
    }

    /** Runs {@code inputs [T, B, in]}, from {@code offset} on, forward from {@link #initialState()}. */
    public void forward(Span span, Floats inputs, int offset) {
        biases.tile(span);
        rec.project(span, inputs, offset);
        cell.forward(span, initialState);
    }

    /** {@code [T, B, H]}, from {@link #outputOffset} on; rows after a window's end repeat its last state. */
    public Floats outputs() {
        return rec.h;
    }

    /** Where the outputs of a pass over {@code span} start. */
    public int outputOffset(Span span) {
        return span.batch() * rec.units;
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
        cell.backward(span, outputs, stateCotangent);
    }

    /** Overwrites this layer's part of the gradient, after a backward pass. */
    public void gradient(Span span) {
        cell.gradient(span);
        rec.kernelGradient(span);
        biases.gradient(span);
    }

    /** Sum of squares of window {@code b}'s states in the last forward pass, the initial one among them. */
    public double stateSquares(Span span, int b) {
        return rec.stateSquares(span, b);
    }

    /**
     * Sum of squares of the cotangents of window {@code b}'s pre-activations in the last backward pass, and what {@link
     * Cell#ownSquares} adds. By Cauchy and
     * Schwarz the squared norm of what the window adds to the gradient is at most this times the sum of squares of its
     * inputs, states and ones.
     */
    public double cotangentSquares(Span span, int b) {
        return rec.cotangentSquares(span, b) + cell.ownSquares(b);
    }

    /**
     * Multiplies what window {@code b} adds to the gradient, and its cotangents of inputs and initial state, by
     * {@code factor}, after a backward pass and before {@link #gradient}; 0 leaves nothing of it, whatever it was.
     */
    public void scale(Span span, int b, float factor) {
        rec.scale(span, b, factor);
        biases.scale(b, factor);
        cell.scale(span, b, factor);
        for (float[] part : stateCotangent) {
            for (int j = b * rec.units; j < (b + 1) * rec.units; j++) {
                part[j] = factor == 0 ? 0f : factor * part[j];
            }
        }
    }

    /** Overwrites {@code into [T, B, in]} with the cotangent of the inputs, after a backward pass. */
    public void inputCotangent(Span span, Floats into) {
        rec.inputCotangent(span, into);
    }

    @Override
    public void close() {
        rec.close();
        cell.close();
    }
}
