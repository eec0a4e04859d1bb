package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * An update rule over a flat vector or any contiguous part of one: all rules are element by element, so a model cut
 * into shards is updated shard by shard with the same result.
 *
 * <p>Options have Keras' names and defaults. In every rule {@code g} is the gradient, {@code p} a parameter, {@code lr}
 * the rate of this update. A momentum buffer holds gradients, not steps: after a change of the rate the next step has
 * the new rate as a whole (PyTorch's form; the same as Keras' while the rate stands).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Sgd.class, name = "sgd"),
    @JsonSubTypes.Type(value = Adam.class, name = "adam"),
    @JsonSubTypes.Type(value = AdamW.class, name = "adamw"),
    @JsonSubTypes.Type(value = RmsProp.class, name = "rmsprop"),
    @JsonSubTypes.Type(value = Adagrad.class, name = "adagrad"),
    @JsonSubTypes.Type(value = Cocob.class, name = "cocob")
})
public sealed interface Optimizer permits Sgd, Adam, AdamW, RmsProp, Adagrad, Cocob {

    /** Floats of slot memory for each parameter. */
    int slotsPerParameter();

    /** Whether the rule finds the length of its steps itself: the learning rate is 1, or a factor. */
    default boolean choosesRate() {
        return false;
    }

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
