package io.backflow.model.horizon;

import io.backflow.model.LayerSpec;
import io.backflow.model.cell.LruDynamics;
import org.jspecify.annotations.Nullable;

/**
 * The influence of a layer's parameters on one sequence's state of that layer, {@code J = ds/dtheta}, or what is kept
 * of it; a stretch of an array of which this knows the layout. Zero while the state is one that no parameter made.
 */
sealed interface Influence extends AutoCloseable permits DenseInfluence, OwnInfluence, LruInfluence {

    /** What {@code method} keeps; on a diagonal layer a unit's own parameters are all that reach it. */
    static Influence of(LayerSpec layer, LayerShape shape, OnlineMethod method) {
        if (layer instanceof LayerSpec.Lru) {
            return new LruInfluence(shape);
        }
        return own(shape, method) ? new OwnInfluence(shape) : new DenseInfluence(shape);
    }

    /** Floats that {@code method} keeps a sequence. */
    static long floats(LayerShape shape, OnlineMethod method) {
        return (long) (own(shape, method) ? shape.parts() : shape.state()) * shape.parameters();
    }

    private static boolean own(LayerShape shape, OnlineMethod method) {
        return method == OnlineMethod.SNAP1 || shape.elementwise();
    }

    /**
     * Takes note of new values of the layer's parameters, which must stay as they are until the next call.
     *
     * @param dynamics those of an LRU with these values; null for other layers
     */
    default void load(float[] values, @Nullable LruDynamics dynamics) {}

    /**
     * {@code J = D J + I}: one step on, in place, from {@code at} on.
     *
     * @param values the layer's parameters
     * @param x the step's input, {@code [in]}
     */
    void advance(Linearisation point, float[] values, float[] x, float[] influence, int at);

    /**
     * Writes {@code J^T v}.
     *
     * @param v derivative by the layer's state, {@code [S]} from {@code from} on
     * @param gradient {@code [P]}: the layer's parameters
     * @return the squared norm of that, good to 1e-4 of itself; infinite or NaN where single precision overflows
     */
    double credit(float[] v, int from, float[] influence, int at, float[] gradient);

    @Override
    void close();
}
