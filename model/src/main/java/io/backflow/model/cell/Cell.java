package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;

/**
 * One recurrent layer over a span of steps. A forward pass keeps what its backward pass needs until the next one.
 *
 * <p>Everything is time-major. A cell's state is {@code h [B, H]}, and {@code c [B, H]} if it has one; cotangents of
 * states have the same shape.
 */
public sealed interface Cell extends AutoCloseable
        permits SimpleRnnCell, LstmCell, GruCell, GruResetBeforeCell, DiagonalCell {

    /** The cell for {@code spec}, with room for {@code time} steps of {@code batch} windows. */
    static Cell of(LayerSpec spec, Weights weights, int time, int batch) {
        if (spec instanceof LayerSpec.Lstm) {
            return new LstmCell(weights, time, batch);
        }
        if (spec instanceof LayerSpec.Gru gru) {
            return gru.resetAfter() ? new GruCell(weights, time, batch) : new GruResetBeforeCell(weights, time, batch);
        }
        if (spec instanceof LayerSpec.Diagonal) {
            return new DiagonalCell(weights, time, batch);
        }
        LayerSpec.SimpleRnn simple = (LayerSpec.SimpleRnn) spec;
        return new SimpleRnnCell(weights, simple.activation(), time, batch);
    }

    /** {@code H}. */
    int units();

    /** The parts of the state, {@code h} first; each {@code [B, H]}, initial before a pass and never changed by it. */
    float[][] initialState();

    /** Takes note of new parameter values. */
    void refresh();

    /** Runs {@code inputs [T, B, in]}, from {@code offset} on, forward from {@link #initialState()}. */
    void forward(Span span, Floats inputs, int offset);

    /** {@code [T, B, H]}, from {@link #outputOffset} on; rows after a window's end repeat its last state. */
    Floats outputs();

    /** Where the outputs of a pass over {@code span} start. */
    int outputOffset(Span span);

    /** Copies part {@code part} of the state after each window's last step into {@code [B, H]}. */
    void finalState(Span span, int part, float[] into);

    /**
     * Runs the last pass backward: overwrites this layer's part of the gradient.
     *
     * @param outputs cotangents of the outputs, {@code [T, B, H]}; those of padded steps are ignored
     */
    void backward(Span span, Floats outputs);

    /** The parts of the cotangent of the final state before a backward pass, of the initial state after it. */
    float[][] stateCotangent();

    /** Overwrites {@code into [T, B, in]} with the cotangent of the inputs, after a backward pass. */
    void inputCotangent(Span span, Floats into);

    @Override
    void close();
}
