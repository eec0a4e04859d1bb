package io.backflow.model.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The learning rate as a function of the number of updates done. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ConstantRate.class, name = "constant"),
    @JsonSubTypes.Type(value = StepDecay.class, name = "step"),
    @JsonSubTypes.Type(value = ExponentialDecay.class, name = "exponential"),
    @JsonSubTypes.Type(value = CosineDecay.class, name = "cosine")
})
public interface Schedule {

    /** The rate of update number {@code update}, from 0. */
    double at(long update);
}
