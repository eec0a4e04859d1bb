package io.backflow.model;

/**
 * What a forward pass over a {@link Minibatch} says; overwritten by the next one. Shapes are those of that batch.
 */
public final class Outputs {

    private final float[] predictions;
    private final float[] stepLosses;
    private final float[] finalState;

    public Outputs(ModelSpec spec, int timeCapacity, int batchCapacity) {
        int steps = Math.multiplyExact(timeCapacity, batchCapacity);
        predictions = new float[Math.multiplyExact(steps, spec.head().units())];
        stepLosses = new float[steps];
        finalState = new float[Math.multiplyExact(batchCapacity, spec.stateSize())];
    }

    /** {@code [T, B, O]}: the head's outputs before any activation that belongs to the loss. */
    public float[] predictions() {
        return predictions;
    }

    /** {@code [T, B]}: each step's loss before its weight; 0 in the padding. */
    public float[] stepLosses() {
        return stepLosses;
    }

    /** {@code [B, S]}: recurrent state after each window's own last step. */
    public float[] finalState() {
        return finalState;
    }
}
