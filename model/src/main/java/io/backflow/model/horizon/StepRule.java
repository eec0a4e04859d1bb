package io.backflow.model.horizon;

import io.backflow.model.LayerSpec;

/** The derivatives of one recurrence, of one sequence, at one step: what a forward-mode gradient is made of. */
sealed interface StepRule permits SimpleRnnStep, LstmStep, GruStep, GruResetBeforeStep, DiagonalStep, LruStep {

    static StepRule of(LayerSpec spec, LayerShape shape) {
        if (spec instanceof LayerSpec.Lstm) {
            return new LstmStep(shape);
        }
        if (spec instanceof LayerSpec.Gru gru) {
            return gru.resetAfter() ? new GruStep(shape) : new GruResetBeforeStep(shape);
        }
        if (spec instanceof LayerSpec.Diagonal) {
            return new DiagonalStep(shape);
        }
        if (spec instanceof LayerSpec.Lru) {
            return new LruStep(shape);
        }
        return new SimpleRnnStep(shape, ((LayerSpec.SimpleRnn) spec).activation());
    }

    /**
     * The derivatives of the step from a state and an input; everything it says is overwritten by the next call.
     *
     * @param parameters the layer's own, in the layout's order
     * @param state the layer's {@code [S]}, from {@code at} on
     * @param x {@code [in]}
     */
    Linearisation step(float[] parameters, float[] state, int at, float[] x);
}
