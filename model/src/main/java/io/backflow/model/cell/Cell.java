package io.backflow.model.cell;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Floats;
import org.jspecify.annotations.Nullable;

/**
 * What happens between the products of a {@link Layer}: one recurrence over a span of steps, and back. Forward keeps
 * what backward needs, and backward uses it up.
 */
sealed interface Cell extends AutoCloseable
        permits SimpleRnnCell, LstmCell, GruCell, GruResetBeforeCell, DiagonalCell, LruCell {

    /** The cell that {@code spec} names, with room for {@code time} steps of {@code batch} windows. */
    static Cell of(LayerSpec spec, Recurrence rec, Biases biases, int time, int batch) {
        if (spec instanceof LayerSpec.Lstm) {
            return new LstmCell(rec, biases, time, batch);
        }
        if (spec instanceof LayerSpec.Gru gru) {
            return gru.resetAfter()
                    ? new GruCell(rec, biases, time, batch)
                    : new GruResetBeforeCell(rec, biases, time, batch);
        }
        if (spec instanceof LayerSpec.Diagonal) {
            return new DiagonalCell(rec, biases, time, batch);
        }
        if (spec instanceof LayerSpec.Lru) {
            return new LruCell(rec, biases, time, batch);
        }
        LayerSpec.SimpleRnn simple = (LayerSpec.SimpleRnn) spec;
        return new SimpleRnnCell(rec, biases, simple.activation(), time, batch);
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    default void refresh(float[] parameters) {}

    /** How an LRU forgets with its present parameters; null in other cells. */
    default @Nullable LruDynamics dynamics() {
        return null;
    }

    /** Runs on from {@code initialState}; the inputs' part of the pre-activations is in place. */
    void forward(Span span, float[][] initialState);

    /**
     * Copies part {@code part} of the state after each window's last step into {@code [B, H]}.
     *
     * @param span that of the last pass, or a shorter one: then of the state that far into it
     */
    void finalState(Span span, int part, float[] into);

    /**
     * Runs the last pass backward: leaves the cotangents of the pre-activations in place, and adds those of the biases.
     *
     * @param outputs cotangents of the outputs, {@code [T, B, H]}; those of padded steps are ignored
     * @param cotangent parts of the cotangent of the final state before, of the initial state after
     */
    void backward(Span span, Floats outputs, float[][] cotangent);

    /** Writes the gradient of the recurrent kernel, after a backward pass. */
    void gradient(Span span);

    /**
     * Multiplies what window {@code b} adds to {@link #gradient} by {@code factor}, so far as it does not lie in
     * {@link Recurrence}; 0 leaves nothing of it, whatever it was.
     */
    default void scale(Span span, int b, float factor) {}

    /**
     * What {@link Layer#squaredNorm} has to count besides the cotangents of pre-activations, for parameters that
     * no pre-activation reaches.
     */
    default double ownSquares(int b) {
        return 0;
    }

    @Override
    default void close() {}
}
