package io.backflow.model.optimizer;

/**
 * An update rule over a flat vector or any contiguous part of one: all rules are element by element, so a model cut
 * into shards is updated shard by shard with the same result.
 */
public sealed interface Optimizer permits Sgd, Adam {

    /** Floats of slot memory for each parameter. */
    int slotsPerParameter();

    /** What fresh slots hold. */
    default float initialSlotValue() {
        return 0f;
    }

    /**
     * Moves {@code parameters} against {@code gradient}.
     *
     * @param parameters {@code [n]}, changed in place
     * @param gradient {@code [n]}, already reduced and clipped
     * @param slots {@code [slotsPerParameter, n]}, changed in place
     * @param update number of this update, from 0
     * @param learningRate the rate of this update
     */
    void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate);
}
